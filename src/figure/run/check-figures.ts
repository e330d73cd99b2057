import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitCode } from "../../errors.ts";
import { manifestFile } from "../../report/result/result-folder.ts";
import type { Figure } from "../plan/figure.ts";
import { chooseFolder } from "../plan/result-target.ts";
import type { FigureResult } from "../result/figure-result.ts";
import { manifestDifferences } from "../result/manifest-difference.ts";
import { chartDifferences, csvDifferences } from "../result/result-difference.ts";
import { type RegenerateOptions, type Regeneration, regenerate } from "./regenerate.ts";
import { type Problem, problemOf } from "./run-report.ts";

/** How a kept result compares with its regeneration. */
export interface CheckedFigure {
  readonly name: string;
  readonly folder: string;
  /** In words; none when every number is the same. */
  readonly differences: readonly string[];
  /** `absent`: nobody has computed it yet, so that there is nothing to check. */
  readonly state: "same" | "different" | "absent";
}

export interface CheckReport {
  readonly figures: readonly CheckedFigure[];
  readonly cells: Regeneration["cells"];
  readonly seconds: number;
  /** Why a result isn't confirmed; null when each is the same. */
  readonly problem: Problem | null;
}

/**
 * Computes the figures afresh into a temporary folder, with a store of its own, so that nothing which was kept is
 * trusted, and compares with the results in `out`, which it only reads. What differs stays in that folder.
 */
export const checkFigures = async (
  figures: readonly Figure[],
  { out, ...options }: RegenerateOptions,
): Promise<CheckReport> => {
  const absent = figures.flatMap((figure) => absence(figure, out) ?? []);
  const present = figures.filter(({ name }) => !absent.some((checked) => checked.name === name));
  const fresh = mkdtempSync(join(tmpdir(), "ebm-check-"));
  let worthKeeping = false;
  try {
    const regeneration = await regenerate(present, { ...options, out: fresh });
    const compared: CheckedFigure[] = [];
    for (const result of regeneration.results) {
      const figure = figures.find(({ name }) => name === result.name)!;
      if (result.state === "whole") compared.push(await compareResult(figure, result, out));
    }
    worthKeeping = regeneration.failed.length > 0 || compared.some(({ state }) => state !== "same");
    const checked = [...absent, ...compared];
    const { cells, seconds } = regeneration;
    const place = worthKeeping ? `, which is in ${fresh}` : "";
    const problem = problemOf(regeneration, options.command) ?? differenceProblem(checked, place);
    return { figures: checked, cells, seconds, problem };
  } finally {
    if (!worthKeeping) rmSync(fresh, { recursive: true, force: true });
  }
};

/** That there is nothing to compare a figure with; null when there is something. */
const absence = (figure: Figure, out: string): CheckedFigure | null => {
  const { name } = figure;
  const { folder, reason } = chooseFolder(out, figure);
  if (existsSync(join(folder, "config.yaml"))) return null;
  if (reason !== null) return { name, folder, differences: [reason], state: "different" };
  return {
    name,
    folder,
    differences: [`there is no result in ${folder} to check; \`ebm run\` computes it`],
    state: "absent",
  };
};

const compareResult = async (figure: Figure, result: FigureResult, out: string): Promise<CheckedFigure> => {
  const { folder } = chooseFolder(out, figure);
  const { files } = result;
  const pathOf = (name: string): string => join(result.folder, name);
  const numbers = (await csvDifferences(folder, files, pathOf)) ?? [
    `the CSV files are missing from ${folder}`,
  ];
  const differences = [
    ...numbers,
    ...chartDifferences(folder, files, pathOf),
    ...manifestDifferences(folder, pathOf(manifestFile)),
  ];
  const same = differences.length === 0;
  return { name: figure.name, folder, differences, state: same ? "same" : "different" };
};

const differenceProblem = (checked: readonly CheckedFigure[], place: string): Problem | null => {
  const named = (wanted: CheckedFigure["state"]): string =>
    checked
      .filter(({ state }) => state === wanted)
      .map(({ name }) => name)
      .join(", ");
  const [different, absent] = [named("different"), named("absent")];
  const lines = [
    ...(different === "" ? [] : [`${different}: not the same as what was computed afresh${place}`]),
    ...(absent === "" ? [] : [`${absent}: never computed, so that there is nothing to check`]),
  ];
  return lines.length === 0 ? null : { code: exitCode.checkFailed, message: lines.join("\n") };
};
