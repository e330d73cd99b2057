import { z } from "zod";
import { type CellOf, cellMaker } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { lambda, seeds } from "../../config/lists.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import type { Cell } from "../../rows/cell.ts";
import { imageSetup, inferenceCells } from "../image-cells.ts";
import { forces } from "./measure.ts";

export const schema = z.strictObject({
  experiment: z.literal("forces"),
  seeds: seeds.default([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
  engine: fields.engine,
  energy: fields.energyName
    .default("predictive-coding")
    .describe("the energy whose forces are shown, by name"),
  precision: fields.precision,
  dataset: fields.oneImageDataset,
  network: fields.network(),
  loss: fields.loss,
  lambda: lambda.default(1),
  inference: fields.inference(),
  alongside: fields.alongside,
});

export type ForcesConfig = z.output<typeof schema>;

/** One cell for each inference and seed. */
export const cells = (
  config: ForcesConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const { energy, lambda: strength } = config;
  const setup = { ...imageSetup(config, checksums), energy, lambda: strength };
  return inferenceCells(config, (inference, seed, label) =>
    cellOf(forces, { ...setup, inference, seed }, label),
  );
};
