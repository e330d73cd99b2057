import { exitCode, UserError } from "../../errors.ts";
import { readAssets } from "../../report/page/assets.ts";
import { reportDocument } from "../../report/page/document.ts";
import type { PageLink } from "../../report/page/shell.ts";
import { commandLine } from "../command-line.ts";
import { laboratoryAnnex } from "../page/write-page.ts";
import { readProvenance } from "../result/provenance.ts";
import { citationOf } from "./citation.ts";
import { findResults } from "./find-results.ts";
import type { ReadResult } from "./read-result.ts";
import { reportedComparison } from "./reported-comparison.ts";
import { reportedResult } from "./reported-result.ts";
import { readVerdicts } from "./verdicts.ts";
import { writeFile } from "./write-file.ts";

export interface ReportRequest {
  /** Results by name or folder; none, or `all`, for every one there is. */
  readonly names: readonly string[];
  /** Folder of the results. */
  readonly results: string;
  /** The file that is written. */
  readonly file: string;
  /** Whether the two results are shown over one another. */
  readonly compare?: boolean;
  /** The other pages of the site that it is part of. */
  readonly pages?: readonly PageLink[];
}

/** Writes a report of results as one HTML file, and returns its path. */
export const writeReport = async (request: ReportRequest): Promise<string> => {
  writeFile(request.file, await reportText(request));
  return request.file;
};

/** The report as text of HTML. */
export const reportText = async ({
  names,
  results,
  file,
  compare = false,
  pages = [],
}: ReportRequest): Promise<string> => {
  if (compare && (names.length !== 2 || names.includes("all"))) {
    throw new UserError(
      exitCode.usage,
      `--compare: expected two results, found ${names.length === 0 ? "none" : names.join(", ")}; name both, as in ebm report --compare fig3a fig3a-sweep`,
    );
  }
  const read = await findResults(names, results);
  const verdicts = readVerdicts(results);
  const [first, second] = read;
  const assets = readAssets();
  return reportDocument(
    {
      title: compare ? `${names[0]} and ${names[1]}` : titleOf(read),
      results: read.map((result) => reportedResult(result, verdicts)),
      comparison:
        compare && first !== undefined && second !== undefined
          ? await reportedComparison(first, second)
          : null,
      verdicts: read.length > 1 && !compare ? verdicts : [],
      citation: citationOf(await readProvenance()),
      command: commandLine(["report", ...(compare ? ["--compare"] : []), ...names, "--out", file]),
    },
    assets,
    laboratoryAnnex(assets, verdicts),
    pages,
  );
};

const titleOf = (results: readonly ReadResult[]): string => {
  const [only] = results;
  if (results.length > 1 || only === undefined)
    return `${results.length} results on backpropagation and energy-based models`;
  const { figure } = only.resolved.experiment;
  return figure === "" ? only.name : `${figure} (${only.name})`;
};
