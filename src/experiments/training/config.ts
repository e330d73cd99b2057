import { z } from "zod";
import { builtinEngine, type CellOf, cellMaker, engineAsked } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { lambda, seeds } from "../../config/lists.ts";
import { checkCounts, checkNetwork } from "../../data/check.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import { exitCode, UserError } from "../../errors.ts";
import type { Cell } from "../../rows/cell.ts";
import { checkEnergy, learning } from "../energy-choice.ts";
import { inferenceSeries } from "../inference-series.ts";
import { training } from "./measure.ts";

// Fig. 3B and Fig. 3C are two views of the same training runs, so they share config and cells.

export const trainingSchema = <Name extends string>(name: Name) =>
  z.strictObject({
    experiment: z.literal(name),
    seeds: seeds.default([0, 1, 2, 3, 4]),
    engine: fields.engine,
    energy: fields.energy.describe(
      "the energy that learns, at the λ or γ below: by name, with the first estimator that is made for it, or a custom one, with its module (see docs/custom-energy.md)",
    ),
    precision: fields.precision,
    dataset: fields.dataset,
    network: fields.network(),
    loss: fields.loss.default("cross-entropy"),
    lambda: lambda.default(0.001),
    gamma: z.number().gt(0).max(1).default(0.001).describe("strength γ of the feedback of layered-feedback"),
    inference: fields.inference(),
    alongside: fields.alongside,
    training: fields.training(),
  });

export type TrainingConfig = z.output<ReturnType<typeof trainingSchema<string>>>;

/** One cell for each seed of the energy's estimator with each inference, and of backprop, which has no energy for an engine to bind. */
export const trainingCells = (
  config: TrainingConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const { precision, network, loss, energy } = config;
  const { name: algorithm, dial } = learning(energy);
  const strength = dial === "gamma" ? { gamma: config.gamma } : { lambda: config.lambda };
  const dataset = { ...config.dataset, checksums };
  const shared = { precision, dataset, network, loss, training: config.training };
  const engine = engineAsked(config.engine, precision);
  const own = typeof energy === "string" ? {} : { energy };
  const nudged = inferenceSeries(config).flatMap((inference) =>
    config.seeds.map((seed) =>
      cellOf(
        training,
        { ...shared, ...own, engine, algorithm, inference, ...strength, seed },
        `${algorithm}, ${inference.solver}, seed ${seed}`,
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

/** Throws `UserError` (usage) for a config that does not fit the dataset, or whose energy does not support the rest of it. */
export const checkTraining = (config: TrainingConfig, dataset: Dataset): void => {
  checkEnergy(config);
  const { energy, loss } = config;
  const { name, supports } = learning(energy);
  if (!supports.losses.includes(loss)) {
    const losses = supports.losses.join(" or ");
    throw new UserError(
      exitCode.usage,
      `loss: expected ${losses} with the energy ${typeof energy === "string" ? energy : energy?.module}, whose estimator ${name} supports no other, found ${loss}; write loss: ${losses}`,
    );
  }
  checkNetwork(config.network, dataset);
  checkCounts(config.training, dataset);
};
