import { z } from "zod";
import { type CellOf, cellMaker } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { lambda, lambdaList, seeds } from "../../config/lists.ts";
import { logarithmicPoints } from "../../config/points.ts";
import { checkNetwork } from "../../data/check.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import type { Cell } from "../../rows/cell.ts";
import { checkImages } from "../images/check-images.ts";
import { inferenceSeries } from "../inference-series.ts";
import { audit } from "./measure.ts";

const target = z
  .strictObject({
    cosine: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.999)
      .describe("cosine with backprop, a mean over the images, that an estimate is to have"),
    of: z
      .enum(["all", "layers"])
      .default("all")
      .describe("what is to have it: all parameters as one vector, or every layer for itself"),
  })
  .prefault({})
  .describe("what an estimate is wanted to be");

export const schema = z.strictObject({
  experiment: z.literal("audit"),
  seeds: seeds.default([0]),
  precision: fields.precision,
  dataset: fields.imagesDataset,
  network: fields.network(),
  loss: fields.loss,
  lambda: lambda.default(0.01),
  inference: fields.inference(),
  target,
  strengths: lambdaList
    .default(logarithmicPoints(1e-4, 10, 21))
    .describe("values of λ among which the largest that reaches the target is looked for"),
  longest: z.int().min(1).max(100_000).default(500).describe("most Euler steps that are tried"),
  starts: z
    .int()
    .min(0)
    .default(4)
    .describe("random states at which a search for more than one minimum begins"),
});

export type AuditConfig = z.output<typeof schema>;

/** Throws `UserError` (usage) if the network or the number of images does not fit the dataset. */
export const check = ({ network, dataset }: AuditConfig, { train }: Pick<Dataset, "train">): void => {
  checkNetwork(network, { train });
  checkImages(dataset.images, train);
};

/** One cell for each seed: a network. */
export const cells = (
  config: AuditConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const {
    precision,
    dataset,
    network,
    loss,
    lambda: strength,
    target: wanted,
    strengths,
    longest,
    starts,
  } = config;
  const [inference] = inferenceSeries({ inference: config.inference, alongside: "none" });
  return config.seeds.map((seed) =>
    cellOf(
      audit,
      {
        precision,
        dataset: { ...dataset, checksums },
        network,
        loss,
        seed,
        inference: inference!,
        lambda: strength,
        target: wanted,
        strengths: [...strengths].sort((a, b) => a - b),
        longest,
        starts,
      },
      `seed ${seed}`,
    ),
  );
};
