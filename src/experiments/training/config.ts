import { z } from "zod";
import { asSettings, inferenceSeries } from "../../bench/cell-settings.ts";
import * as fields from "../../config/fields.ts";
import { lambda, seeds } from "../../config/lists.ts";
import { checkCounts, checkSizes } from "../../data/check.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import type { Cell } from "../../rows/cell.ts";
import type { RunSettings } from "./run.ts";

// Fig. 3B and Fig. 3C are two views of the same training runs, so they share config and cells.

/** What a training cell is determined by. A backprop cell has neither inference nor λ: nothing there reads them. */
export interface TrainingSettings extends RunSettings {
  readonly algorithm: "backprop" | "pc-nudge";
  readonly lambda?: number;
}

export const trainingSchema = <Name extends string>(name: Name) =>
  z.strictObject({
    experiment: z.literal(name),
    seeds: seeds.default([0, 1, 2, 3, 4]),
    engine: fields.engine,
    precision: fields.precision,
    dataset: fields.dataset,
    network: fields.network(),
    loss: fields.loss.default("cross-entropy"),
    lambda: lambda.default(0.001),
    inference: fields.inference(),
    alongside: fields.alongside,
    training: fields.training(),
  });

export type TrainingConfig = z.output<ReturnType<typeof trainingSchema<string>>>;

/** Backprop has no energy for an engine to bind. */
const builtinEngine = { name: "builtin", backend: "auto" } as const;

/** One cell for each seed of PC-Nudge with each inference, and of backprop; the longest come first. */
export const trainingCells = (config: TrainingConfig, checksums: DatasetIdentity): Cell[] => {
  const { engine, precision, network, loss, training } = config;
  const shared = { engine, precision, dataset: { ...config.dataset, checksums }, network, loss, training };
  const nudged = inferenceSeries(config).flatMap((inference) =>
    config.seeds.map((seed) => ({
      work: "training",
      settings: asSettings({ ...shared, algorithm: "pc-nudge", inference, lambda: config.lambda, seed }),
      label: `pc-nudge, ${inference.solver}, seed ${seed}`,
    })),
  );
  const backprop = config.seeds.map((seed) => ({
    work: "training",
    settings: asSettings({ ...shared, engine: builtinEngine, algorithm: "backprop", seed }),
    label: `backprop, seed ${seed}`,
  }));
  return [...nudged, ...backprop];
};

export const checkTraining = (config: TrainingConfig, dataset: Dataset): void => {
  checkSizes(config.network.sizes, dataset);
  checkCounts(config.training, dataset);
};
