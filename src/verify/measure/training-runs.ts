import { hashOf } from "../../config/canonical.ts";
import { parseConfig } from "../../config/parse.ts";
import { readSource } from "../../config/source.ts";
import { mnistChecksums } from "../../data/dataset.ts";
import { trainingCells, trainingSchema } from "../../experiments/training/config.ts";
import { training } from "../../experiments/training/measure.ts";
import type { CellResult } from "../../rows/cell.ts";
import { configFile } from "./config-file.ts";
import { computed } from "./laboratory.ts";

/** Runs that several claims look at are trained once. */
const trained = new Map<string, CellResult>();

/** The seeds of the paper's training figures. */
export const figureSeeds: readonly number[] = [0, 1, 2, 3, 4];

/**
 * A training run of a config of ours, `fig3c` or `published-code/fig3c`: the very numbers of that figure. `label` is that of the
 * cell: `pc-nudge, euler, seed 0`.
 */
export function trainingRun(config: string, label: string): CellResult {
  const schema = trainingSchema(config.endsWith("fig3b") ? "training-accuracy" : "training-similarity");
  const resolved = parseConfig(schema, readSource(configFile(config)));
  const cell = trainingCells(resolved, mnistChecksums).find((each) => each.label === label);
  if (cell === undefined) throw new Error(`${config} has no run "${label}"`);
  const key = hashOf(cell.settings);
  const result = trained.get(key) ?? computed(training, cell.settings);
  trained.set(key, result);
  return result;
}

/** A numeric column of a run's batches, or of its tests. */
export function columnOf(run: CellResult, table: "batches" | "test", name: string): number[] {
  return run.tables[table]!.map((row) => Number(row[name]));
}
