import { z } from "zod";
import { type CellOf, cellMaker } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { lambdaList, seeds } from "../../config/lists.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import { nudgingSchemes } from "../../gradient/registry.ts";
import type { Cell } from "../../rows/cell.ts";
import type { Column } from "../../rows/table.ts";
import { columns } from "../columns.ts";
import { energyWords } from "../energy-choice.ts";
import { imageSetup } from "../image-cells.ts";
import { inferenceSeries } from "../inference-series.ts";
import { nudge } from "./measure.ts";

// Fig. 2C and Fig. 3A look at the same measurement from two sides, so they share config and cells.

/** The config of an experiment that varies λ on one image; `initialisations` is the default number of seeds. */
export const nudgeSchema = <Name extends string>(name: Name, initialisations: number) =>
  z.strictObject({
    experiment: z.literal(name),
    seeds: seeds.default(Array.from({ length: initialisations }, (_, seed) => seed)),
    lambda: lambdaList.default([0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]),
    estimator: z
      .enum(nudgingSchemes.map(({ scheme }) => scheme))
      .default("one-sided")
      .describe(
        "phases that are compared: 0 and λ (error O(λ)), or −λ and λ (error O(λ²), smooth activations)",
      ),
    engine: fields.engine,
    energy: fields.energy,
    precision: fields.precision,
    dataset: fields.oneImageDataset,
    network: fields.network(),
    loss: fields.loss,
    inference: fields.inference(),
    alongside: fields.alongside,
  });

export type NudgeConfig = z.output<ReturnType<typeof nudgeSchema<string>>>;

/** One cell for each inference, seed and λ. */
export const nudgeCells = (
  config: NudgeConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const { energy, estimator } = config;
  const setup = { ...imageSetup(config, checksums), energy, estimator };
  return inferenceSeries(config).flatMap((inference) =>
    config.seeds.flatMap((seed) =>
      config.lambda.map((lambda) =>
        cellOf(
          nudge,
          { ...setup, inference, seed, lambda },
          `${inference.solver}, seed ${seed}, λ ${lambda}`,
        ),
      ),
    ),
  );
};

/** Columns that some configs have beside the rest: minima where they are searched for, and the truth where it is no plain backprop. */
export const nudgeNotes = ({ inference, energy }: NudgeConfig): readonly Column[] => [
  ...(inference.solver === "minimum" ? [columns.minima] : []),
  ...(energyWords(energy).truth === "implicit" ? [columns.truth] : []),
];
