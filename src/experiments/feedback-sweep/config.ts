import { z } from "zod";
import { builtinEngine, type CellOf, cellMaker } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { seeds } from "../../config/lists.ts";
import { logarithmicPoints } from "../../config/points.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import type { Cell } from "../../rows/cell.ts";
import { equilibriumInference } from "../equilibrium-field.ts";
import { imagesAsked } from "../image-cells.ts";
import { equilibriumOf } from "../inference-series.ts";
import { alongsidePrecision, precisionSeries } from "../two-precisions.ts";
import { unitInterval } from "../unit-interval.ts";
import { feedbackSweep } from "./measure.ts";

export const schema = z.strictObject({
  experiment: z.literal("feedback-sweep"),
  gamma: unitInterval("strengths γ of the feedback connections").default(logarithmicPoints(1e-10, 1, 41)),
  seeds: seeds.default([0, 1, 2, 3, 4]),
  precision: fields.precision,
  alongside: alongsidePrecision,
  dataset: fields.oneImageDataset,
  network: fields.network({ sizes: [784, 64, 32, 16, 10], activation: "tanh" }),
  loss: z
    .literal("squared-error")
    .default("squared-error")
    .describe("supervised loss L on the output layer: the one that a clamped output minimises"),
  inference: equilibriumInference({ tolerance: 1e-15 }),
});

export type FeedbackSweepConfig = z.output<typeof schema>;

/** One cell for each precision and seed. */
export const cells = (
  config: FeedbackSweepConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const { gamma, network, loss } = config;
  const inference = equilibriumOf(config.inference);
  const dataset = imagesAsked(config.dataset, checksums);
  const setup = { engine: builtinEngine, energy: null, gamma, dataset, network, loss, inference };
  return precisionSeries(config).flatMap((precision) =>
    config.seeds.map((seed) =>
      cellOf(feedbackSweep, { ...setup, precision, seed }, `${precision}, seed ${seed}`),
    ),
  );
};
