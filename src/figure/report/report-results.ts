import { readAssets } from "../../report/page/assets.ts";
import { reportDocument } from "../../report/page/document.ts";

import { commandLine } from "../command-line.ts";
import { readProvenance } from "../result/provenance.ts";
import { citationOf } from "./citation.ts";
import { findResults } from "./find-results.ts";
import type { ReadResult } from "./read-result.ts";
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
}

/** Writes a report of results as one HTML file, and returns its path. */
export const writeReport = async ({ names, results, file }: ReportRequest): Promise<string> => {
  const read = findResults(names, results);
  const verdicts = readVerdicts(results);
  const document = reportDocument(
    {
      title: titleOf(read),
      results: read.map((result) => reportedResult(result, verdicts)),
      comparison: null,
      verdicts: read.length > 1 ? verdicts : [],
      citation: citationOf(await readProvenance()),
      command: commandLine(["report", ...names, "--out", file]),
    },
    readAssets(),
  );
  writeFile(file, document);
  return file;
};

const titleOf = (results: readonly ReadResult[]): string => {
  const [only] = results;
  if (results.length > 1 || only === undefined)
    return `${results.length} results on backpropagation and energy-based models`;
  const { figure } = only.resolved.experiment;
  return figure === "" ? only.name : `${figure} (${only.name})`;
};
