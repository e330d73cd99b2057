import { z } from "zod";
import { type CellOf, cellMaker } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { lambdaList, seeds } from "../../config/lists.ts";
import { checkNetwork } from "../../data/check.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import type { Estimator } from "../../gradient/estimator.ts";
import { estimatorNamed, estimators } from "../../gradient/registry.ts";
import { refusalOf } from "../../gradient/supports.ts";
import { networkOf } from "../../network/description/description.ts";
import type { Cell } from "../../rows/cell.ts";
import { checkImages } from "../images/check-images.ts";
import { requireSupported } from "../supported.ts";
import { unitInterval } from "../unit-interval.ts";
import { cost } from "./measure.ts";

const names = estimators.map(({ name }) => name);

export const schema = z.strictObject({
  experiment: z.literal("cost"),
  seeds: seeds.default([0]),
  estimators: z
    .array(z.enum(names))
    .min(1)
    .nullable()
    .default(null)
    .describe("estimators that are compared, by name; null for all that the network and the loss allow"),
  precision: fields.precision,
  dataset: fields.imagesDataset,
  network: fields.network(),
  loss: fields.loss,
  dial: unitInterval("values of each estimator's dial: λ of the loss, or γ or κ of the feedback").default([
    0.001, 0.01, 0.1, 1,
  ]),
  stepSizes: z
    .array(z.number().positive())
    .min(1)
    .default([0.1, 0.4])
    .describe("step sizes η of Euler's method"),
  steps: z
    .array(z.int().min(1).max(100_000))
    .min(1)
    .default([5, 10, 20, 50, 100])
    .describe("numbers of Euler steps"),
  tolerances: lambdaList
    .default([1e-2, 1e-4, 1e-12])
    .describe("of the solver equilibrium: largest norm of the remaining force, relative to λ"),
});

export type CostConfig = z.output<typeof schema>;

/** The estimators that are compared. */
export const compared = ({ estimators: wanted, network, loss }: CostConfig): readonly Estimator[] =>
  wanted === null
    ? estimators.filter((estimator) => refusalOf(estimator, { network: networkOf(network), loss }) === null)
    : wanted.map(estimatorNamed);

/** Throws `UserError` (usage) for a config that does not fit the dataset, or an estimator that does not fit the loss. */
export const check = (config: CostConfig, dataset: Pick<Dataset, "train">): void => {
  checkNetwork(config.network, dataset);
  checkImages(config.dataset.images, dataset.train);
  const { loss, network } = config;
  requireSupported(
    { loss, network, engine: { name: "builtin" } },
    compared(config),
    "estimators",
    estimators,
  );
};

/** One cell for each estimator and seed. */
export const cells = (
  config: CostConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const { precision, dataset, network, loss, dial, stepSizes, steps, tolerances } = config;
  return compared(config).flatMap(({ name: estimator }) =>
    config.seeds.map((seed) =>
      cellOf(
        cost,
        {
          precision,
          dataset: { ...dataset, checksums },
          network,
          loss,
          seed,
          estimator,
          dial,
          stepSizes,
          steps,
          tolerances,
        },
        `${estimator}, seed ${seed}`,
      ),
    ),
  );
};
