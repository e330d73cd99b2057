import { z } from "zod";
import { type CellOf, cellMaker } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { lambda, seeds } from "../../config/lists.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import type { Cell } from "../../rows/cell.ts";
import { imageSetup } from "../image-cells.ts";
import { unitInterval } from "../unit-interval.ts";
import { firstStep } from "./measure.ts";

export const schema = z.strictObject({
  experiment: z.literal("first-step"),
  stepSize: unitInterval("step sizes η of the Euler steps").default([0.1, 0.5, 1]),
  steps: z.int().min(1).default(6).describe("number of Euler steps"),
  seeds: seeds.default([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
  engine: fields.engine,
  precision: fields.precision,
  dataset: fields.oneImageDataset,
  network: fields.network(),
  loss: fields.loss,
  lambda: lambda.default(1),
});

export type FirstStepConfig = z.output<typeof schema>;

/** One cell for each step size and seed. */
export const cells = (
  config: FirstStepConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const { lambda: strength, steps } = config;
  const setup = { ...imageSetup(config, checksums), lambda: strength, steps };
  return config.stepSize.flatMap((stepSize) =>
    config.seeds.map((seed) =>
      cellOf(firstStep, { ...setup, stepSize, seed }, `η ${stepSize}, seed ${seed}`),
    ),
  );
};
