import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ExitCode, exitCode } from "../errors.ts";
import { duration } from "../run/progress.ts";
import type { Figure } from "./figure.ts";
import type { FigureResult } from "./figure-result.ts";
import { countText } from "./figure-text.ts";
import { printData, printJson, printNote } from "./output.ts";
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
export async function checkFigures(
  figures: readonly Figure[],
  out: string,
  { json, ...options }: CheckOptions,
): Promise<ExitCode> {
  const fresh = mkdtempSync(join(tmpdir(), "ebm-check-"));
  let problem: Problem | null = null;
  try {
    const describe = ({ name }: FigureResult) => `regenerated ${name}`;
    const regeneration = await regenerate(figures, { ...options, out: fresh, describe });
    const checked = regeneration.results.flatMap((result) => {
      const figure = figures.find(({ name }) => name === result.name)!;
      return result.state === "whole" ? [compareResult(figure, result, out)] : [];
    });
    problem = problemOf(regeneration, options.command) ?? differenceProblem(checked, fresh);
    report(checked, regeneration, problem, json);
  } finally {
    if (problem === null || problem.code === exitCode.interrupted)
      rmSync(fresh, { recursive: true, force: true });
  }
  return problem?.code ?? exitCode.done;
}

function compareResult(figure: Figure, result: FigureResult, out: string): Checked {
  const { name } = figure;
  const { folder, reason } = chooseFolder(out, figure);
  const missing = (why: string) => ({ name, folder, differences: [why] });
  if (!existsSync(join(folder, "config.yaml"))) {
    return missing(reason === null ? `there is no result in ${folder}; \`ebm run\` makes one` : reason);
  }
  const files = Object.fromEntries(
    result.files.map((file) => [file, readFileSync(join(result.folder, file))]),
  );
  return {
    name,
    folder,
    differences: [
      ...(csvDifferences(folder, files) ?? [`the CSV files are missing from ${folder}`]),
      ...chartDifferences(folder, files),
    ],
  };
}

function differenceProblem(checked: readonly Checked[], fresh: string): Problem | null {
  const different = checked.filter(({ differences }) => differences.length > 0);
  if (different.length === 0) return null;
  const names = different.map(({ name }) => name).join(", ");
  return {
    code: exitCode.checkFailed,
    message: `${names}: the regenerated result differs from the one that is kept; compare with the files in ${fresh}`,
  };
}

function report(
  checked: readonly Checked[],
  { seconds, cells }: Regeneration,
  problem: Problem | null,
  json: boolean,
): void {
  if (json) {
    const figures = checked.map(({ differences, ...rest }) => ({
      ...rest,
      same: differences.length === 0,
      differences,
    }));
    printJson({ figures, cells, seconds, ...(problem !== null && { error: problem }) });
  } else {
    for (const { name, folder, differences } of checked) {
      printData(differences.length === 0 ? `same       ${name}  ${folder}` : `different  ${name}  ${folder}`);
      if (differences.length > 0) printNote(differences.join("\n").replaceAll(/^/gm, "  "));
    }
    printNote(
      problem?.message ??
        `${countText(cells.computed, "cell")} computed afresh in ${duration(seconds)}: no number differs`,
    );
  }
}
