import { z } from "zod";
import { type CellOf, cellMaker } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { seeds } from "../../config/lists.ts";
import { logarithmicPoints } from "../../config/points.ts";
import { checkImage, checkNetwork } from "../../data/check.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import { estimatorNamed, estimators } from "../../gradient/registry.ts";
import type { Cell } from "../../rows/cell.ts";
import { equilibriumInference } from "../equilibrium-field.ts";
import { imageSetup } from "../image-cells.ts";
import { equilibriumOf } from "../inference-series.ts";
import { requireSupported } from "../supported.ts";
import { alongsidePrecision, precisionSeries } from "../two-precisions.ts";
import { unitInterval } from "../unit-interval.ts";
import { estimatorOrder } from "./measure.ts";

/** Those that have a limit to be taken, or nothing to do with one: a dial. */
const dialled = estimators.filter(({ dial }) => dial !== null);
const names = dialled.map(({ name }) => name);

export const schema = z.strictObject({
  experiment: z.literal("estimator-order"),
  estimators: z.array(z.enum(names)).min(1).default(names).describe("estimators that are compared, by name"),
  dial: unitInterval("values of each estimator's dial: λ of the loss, or γ or κ of the feedback").default(
    logarithmicPoints(1e-8, 1, 33),
  ),
  seeds: seeds.default([0, 1, 2, 3, 4]),
  engine: fields.engine,
  energy: fields.customEnergy,
  precision: fields.precision,
  alongside: alongsidePrecision,
  dataset: fields.oneImageDataset,
  network: fields.network({ sizes: [784, 32, 16, 10], activation: "sigmoid" }),
  loss: fields.loss,
  inference: equilibriumInference({ tolerance: 1e-15, readout: "states" }),
});

export type EstimatorOrderConfig = z.output<typeof schema>;

/** Throws `UserError` (usage) for a config that does not fit the dataset or its own engine and loss. */
export const check = (config: EstimatorOrderConfig, dataset: Dataset): void => {
  checkNetwork(config.network, dataset);
  checkImage(config.dataset.image, dataset.train);
  requireSupported(config, config.estimators.map(estimatorNamed), "estimators", dialled);
};

/** One cell for each precision, estimator and seed. */
export const cells = (
  config: EstimatorOrderConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const { dial, energy } = config;
  const inference = equilibriumOf(config.inference);
  return precisionSeries(config).flatMap((precision) => {
    const setup = { ...imageSetup(config, checksums, precision), energy, inference, dial };
    return config.estimators.flatMap((estimator) =>
      config.seeds.map((seed) =>
        cellOf(estimatorOrder, { ...setup, estimator, seed }, `${estimator}, ${precision}, seed ${seed}`),
      ),
    );
  });
};
