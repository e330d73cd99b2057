import type { Override } from "../../config/override.ts";
import { parseConfig } from "../../config/parse.ts";
import { readSource } from "../../config/source.ts";
import { mnistChecksums } from "../../data/dataset.ts";
import { trainingCells, trainingSchema } from "../../experiments/training/config.ts";
import type { Cell, CellResult } from "../../rows/cell.ts";
import { configFile } from "./config-file.ts";

/** The seeds of the paper's training figures. */
export const figureSeeds: readonly number[] = [0, 1, 2, 3, 4];

/** Which of a config's training runs are wanted: backprop's, or those of PC-Nudge with one of its inferences. */
interface Wanted {
  readonly teacher: "backprop" | "euler" | "equilibrium";
  readonly seeds: readonly number[];
  readonly overrides?: readonly Override[];
}

/** Training runs of a config of ours, `fig3c` or `published-code/fig3c`, one a seed: the very cells of that figure. */
export const trainingRuns = (config: string, { teacher, seeds, overrides = [] }: Wanted): readonly Cell[] => {
  const schema = trainingSchema(config.endsWith("fig3b") ? "training-accuracy" : "training-similarity");
  const resolved = parseConfig(schema, readSource(configFile(config)), overrides);
  const cells = trainingCells(resolved, mnistChecksums).filter(
    ({ settings }) => teacherOf(settings) === teacher,
  );
  return seeds.map((seed) => {
    const cell = cells.find(({ settings }) => settings.seed === seed);
    if (cell === undefined) throw new Error(`${config} has no run of ${teacher} with the seed ${seed}`);
    return cell;
  });
};

const teacherOf = ({ algorithm, inference }: Cell["settings"]) =>
  algorithm === "backprop" || typeof inference !== "object" || inference === null || !("solver" in inference)
    ? algorithm
    : inference.solver;

/** A numeric column of a run's batches, or of its tests. */
export const columnOf = (run: CellResult, table: "batches" | "test", name: string): number[] =>
  run.tables[table]!.map((row) => Number(row[name]));
