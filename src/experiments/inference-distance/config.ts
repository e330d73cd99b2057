import { z } from "zod";
import { type CellOf, cellMaker } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { lambda, seeds } from "../../config/lists.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import type { Cell } from "../../rows/cell.ts";
import { imageSetup, inferenceCells } from "../image-cells.ts";
import { inferenceDistance } from "./measure.ts";

export const schema = z.strictObject({
  experiment: z.literal("inference-distance"),
  seeds: seeds.default([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
  engine: fields.engine,
  precision: fields.precision,
  dataset: fields.oneImageDataset,
  network: fields.network(),
  loss: fields.loss,
  lambda: lambda.default(1),
  inference: fields.inference({ steps: 100 }),
  alongside: fields.alongside,
});

export type InferenceDistanceConfig = z.output<typeof schema>;

/** One cell for each inference and seed. */
export const cells = (
  config: InferenceDistanceConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const setup = { ...imageSetup(config, checksums), lambda: config.lambda };
  return inferenceCells(config, (inference, seed, label) =>
    cellOf(inferenceDistance, { ...setup, inference, seed }, label),
  );
};
