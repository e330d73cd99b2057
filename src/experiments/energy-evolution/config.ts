import { z } from "zod";
import { type CellOf, cellMaker } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { lambda, seeds } from "../../config/lists.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import type { Cell } from "../../rows/cell.ts";
import { imageSetup, inferenceCells } from "../image-cells.ts";
import { energyEvolution } from "./measure.ts";

export const schema = z.strictObject({
  experiment: z.literal("energy-evolution"),
  seeds: seeds.default([0]),
  engine: fields.engine,
  energy: fields.energy,
  precision: fields.precision,
  dataset: fields.oneImageDataset,
  network: fields.network(),
  loss: fields.loss,
  lambda: lambda.default(1),
  inference: fields.inference(),
  alongside: fields.alongside,
});

export type EnergyEvolutionConfig = z.output<typeof schema>;

/** One cell for each inference and seed. */
export const cells = (
  config: EnergyEvolutionConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const { energy, lambda: strength } = config;
  const setup = { ...imageSetup(config, checksums), energy, lambda: strength };
  return inferenceCells(config, (inference, seed, label) =>
    cellOf(energyEvolution, { ...setup, inference, seed }, label),
  );
};
