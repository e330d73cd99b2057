import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { nearestName } from "../../config/nearest.ts";
import { exitCode, UserError } from "../../errors.ts";
import { readAssets } from "../../report/page/assets.ts";
import { reportDocument } from "../../report/page/document.ts";

import { commandLine } from "../command-line.ts";
import { readProvenance } from "../result/provenance.ts";
import { citationOf } from "./citation.ts";
import { type ReadResult, readResult, resultNames } from "./read-result.ts";
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

/** The results that are meant. Throws `UserError` (usage) for one that is not there. */
export const findResults = (names: readonly string[], results: string): readonly ReadResult[] => {
  const known = resultNames(results);
  const all = names.length === 0 || names.includes("all");
  if (all && known.length === 0) {
    throw new UserError(
      exitCode.usage,
      `expected results in ${results}, found none; make some with \`ebm run\`, or name their folder with --results`,
    );
  }
  return (all ? known : names).map((name) => {
    const inside = join(results, name);
    if (isFolder(inside)) return readResult(inside, name);
    if (isFolder(name)) return readResult(name, lastPart(name));
    const near = nearestName(name, known);
    throw new UserError(
      exitCode.usage,
      `expected a result folder or its name within ${results}, found "${name}"; ${near === null ? "`ebm status` shows the results" : `did you mean ${near}?`}`,
    );
  });
};

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();

const lastPart = (path: string) =>
  path
    .replace(/[/\\]+$/, "")
    .split(/[/\\]/)
    .at(-1) ?? path;
