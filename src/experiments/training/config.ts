import { z } from "zod";
import { builtinEngine, cellOf, engineAsked } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { lambda, seeds } from "../../config/lists.ts";
import { checkCounts, checkNetwork } from "../../data/check.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import type { Cell } from "../../rows/cell.ts";
import { inferenceSeries } from "../inference-series.ts";
import { training } from "./measure.ts";

// Fig. 3B and Fig. 3C are two views of the same training runs, so they share config and cells.

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

/** One cell for each seed of PC-Nudge with each inference, and of backprop, which has no energy for an engine to bind. */
export const trainingCells = (config: TrainingConfig, checksums: DatasetIdentity): Cell[] => {
  const { precision, network, loss, lambda: strength } = config;
  const dataset = { ...config.dataset, checksums };
  const shared = { precision, dataset, network, loss, training: config.training };
  const engine = engineAsked(config.engine, precision);
  const nudged = inferenceSeries(config).flatMap((inference) =>
    config.seeds.map((seed) =>
      cellOf(
        training,
        { ...shared, engine, algorithm: "pc-nudge", inference, lambda: strength, seed },
        `pc-nudge, ${inference.solver}, seed ${seed}`,
      ),
    ),
  );
  const backprop = config.seeds.map((seed) =>
    cellOf(
      training,
      { ...shared, engine: builtinEngine, algorithm: "backprop", seed },
      `backprop, seed ${seed}`,
    ),
  );
  return [...nudged, ...backprop];
};

export const checkTraining = (config: TrainingConfig, dataset: Dataset): void => {
  checkNetwork(config.network, dataset);
  checkCounts(config.training, dataset);
};
