import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printData, printJson, printNote } from "../cli/output.ts";
import { type ExitCode, exitCode } from "../errors.ts";
import { duration } from "../run/progress.ts";
import type { Figure } from "./figure.ts";
import type { FigureResult } from "./figure-result.ts";
import { countText } from "./figure-text.ts";
import { type RegenerateOptions, type Regeneration, regenerate } from "./regenerate.ts";
import { chartDifferences, csvDifferences } from "./result-difference.ts";
import { chooseFolder } from "./result-target.ts";
import { type Problem, problemOf } from "./run-report.ts";

type CheckOptions = Omit<RegenerateOptions, "out" | "describe"> & { readonly json: boolean };

/** How a kept result compares with its regeneration. */
interface Checked {
  readonly name: string;
  readonly folder: string;
  /** In words; none when every number is the same. */
  readonly differences: readonly string[];
}

/**
 * Computes the figures afresh into a temporary folder, with a store of its own, so that nothing which was kept is
 * trusted, and compares with the results in `out`, which it only reads.
 */
export const checkFigures = async (
  figures: readonly Figure[],
  out: string,
  { json, ...options }: CheckOptions,
): Promise<ExitCode> => {
  const absent = figures.flatMap((figure) => absence(figure, out) ?? []);
  const present = figures.filter(({ name }) => !absent.some((checked) => checked.name === name));
  const fresh = mkdtempSync(join(tmpdir(), "ebm-check-"));
  let worthKeeping = false;
  try {
    const describe = ({ name }: FigureResult) => `regenerated ${name}`;
    const regeneration = await regenerate(present, { ...options, out: fresh, describe });
    const compared = regeneration.results.flatMap((result) => {
      const figure = figures.find(({ name }) => name === result.name)!;
      return result.state === "whole" ? [compareResult(figure, result, out)] : [];
    });
    worthKeeping = regeneration.failed.length > 0 || compared.some(isDifferent);
    const checked = [...absent, ...compared];
    const place = worthKeeping ? `, which is in ${fresh}` : "";
    const problem = problemOf(regeneration, options.command) ?? differenceProblem(checked, place);
    report(checked, regeneration, problem, json);
    if (!json && (problem !== null || !options.quiet)) printNote(problem?.message ?? sameText(regeneration));
    return problem?.code ?? exitCode.done;
  } finally {
    if (!worthKeeping) rmSync(fresh, { recursive: true, force: true });
  }
};

const isDifferent = ({ differences }: Checked) => differences.length > 0;

const sameText = ({ cells, seconds }: Regeneration) =>
  `${countText(cells.computed, "cell")} computed afresh in ${duration(seconds)}: no number differs`;

/** That there is nothing to compare a figure with; null when there is something. */
const absence = (figure: Figure, out: string): Checked | null => {
  const { name } = figure;
  const { folder, reason } = chooseFolder(out, figure);
  if (existsSync(join(folder, "config.yaml"))) return null;
  return { name, folder, differences: [reason ?? `there is no result in ${folder}; \`ebm run\` makes one`] };
};

const compareResult = (figure: Figure, result: FigureResult, out: string): Checked => {
  const { folder } = chooseFolder(out, figure);
  const files = Object.fromEntries(
    result.files.map((file) => [file, readFileSync(join(result.folder, file))]),
  );
  const numbers = csvDifferences(folder, files) ?? [`the CSV files are missing from ${folder}`];
  return { name: figure.name, folder, differences: [...numbers, ...chartDifferences(folder, files)] };
};

const differenceProblem = (checked: readonly Checked[], place: string): Problem | null => {
  const different = checked.filter(isDifferent);
  if (different.length === 0) return null;
  const names = different.map(({ name }) => name).join(", ");
  return {
    code: exitCode.checkFailed,
    message: `${names}: not the same as what was computed afresh${place}`,
  };
};

const report = (
  checked: readonly Checked[],
  { seconds, cells }: Regeneration,
  problem: Problem | null,
  json: boolean,
): void => {
  if (json) {
    const figures = checked.map((each) => ({ ...each, same: !isDifferent(each) }));
    printJson({ figures, cells, seconds, ...(problem !== null && { error: problem }) });
    return;
  }
  for (const each of checked) {
    const { name, folder, differences } = each;
    printData(`${isDifferent(each) ? "different" : "same"}  ${name}  ${folder}`);
    if (differences.length > 0) printNote(differences.join("\n").replaceAll(/^/gm, "  "));
  }
};
