import { extname, join } from "node:path";
import { exitCode, UserError } from "../../errors.ts";
import { type Paper, paperFigure } from "../../report/paper/paper-figure.ts";
import { fileStem } from "../../report/result/table.ts";
import { findResults } from "./find-results.ts";
import { writeFile } from "./write-file.ts";

export interface PaperRequest extends Paper {
  readonly names: readonly string[];
  readonly results: string;
  /** A file for one figure, a folder for several; null for files with the figures' names where the user is. */
  readonly out: string | null;
}

/** Writes the charts of results as figures for a paper, and returns their files. */
export const writePaperFigures = async ({
  names,
  results,
  out,
  ...paper
}: PaperRequest): Promise<readonly string[]> => {
  const found = await findResults(names, results);
  const isFile = out !== null && extname(out) === `.${paper.format}`;
  if (isFile && found.length > 1) {
    throw new UserError(
      exitCode.usage,
      `--out ${out}: expected a folder for ${found.length} figures, found the name of one file; write a folder`,
    );
  }
  const written: string[] = [];
  for (const { name, chart, tables } of found) {
    const file = isFile ? out : join(out ?? ".", `${fileStem(name)}.${paper.format}`);
    const files = Object.fromEntries(tables.map((table) => [table.file, table.csv]));
    writeFile(file, await paperFigure(chart, files, paper));
    written.push(file);
  }
  return written;
};
