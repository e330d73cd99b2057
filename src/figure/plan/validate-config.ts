import { provideEquipment } from "../../bench/provision/provide-equipment.ts";
import { parseOverrides } from "../../config/override.ts";
import { openDataset } from "../../data/dataset.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import { findConfig } from "../configs/config-files.ts";
import { knownExperiments } from "../configs/known-experiments.ts";
import { readingConfigsOnce } from "../configs/read-config.ts";
import { type Config, resolveConfig } from "../configs/resolved-config.ts";
import { resolveSweep } from "../configs/sweep-grid.ts";
import { defaultMaxCells, requireCells } from "./cell-limit.ts";
import { requireFit } from "./figure.ts";

/** A config that is sound. */
export interface ValidConfig {
  readonly file: string;
  readonly experiment: string;
  /** Whether it holds a sweep. */
  readonly sweep: boolean;
  /** With its defaults. */
  readonly config: Config;
}

/** The images' checksums say nothing of whether a config is sound. */
const unread: DatasetIdentity = { trainImages: "", trainLabels: "", testImages: "", testLabels: "" };

/** Checks a config against its schema, its dataset and its equipment. Throws `UserError` with every mistake. */
export const validateConfig = async (
  wanted: string,
  set: readonly string[],
  maxCells: number = defaultMaxCells,
): Promise<ValidConfig> => {
  const file = findConfig(wanted);
  const read = readingConfigsOnce();
  const sweep = Object.hasOwn(read(file.file).data, "sweep");
  const overrides = parseOverrides(set);
  const known = await knownExperiments([file], overrides, read);
  const resolved = sweep
    ? resolveSweep(file, { set, maxCells }, known, read)
    : resolveConfig(file, overrides, known, read);
  const { experiment, config } = resolved;
  const dataset = openDataset(config.dataset.dir);
  try {
    requireFit(resolved, dataset);
  } finally {
    dataset.close();
  }
  requireCells(resolved, unread, maxCells);
  await provideEquipment(experiment.cells(config, unread));
  return { file: file.file, experiment: experiment.name, sweep, config };
};
