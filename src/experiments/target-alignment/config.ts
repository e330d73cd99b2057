import { z } from "zod";
import { builtinEngine, type CellOf, cellMaker } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { counts, lambdaList, seeds } from "../../config/lists.ts";
import { checkCounts, checkEnds, checkSamples } from "../../data/check.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import { activationKinds } from "../../network/activation.ts";
import { initialisations } from "../../network/initialise.ts";
import type { Cell } from "../../rows/cell.ts";
import { networkOfDepth } from "../depth/networks.ts";
import { equilibriumInference } from "../equilibrium-field.ts";
import { equilibriumOf } from "../inference-series.ts";
import { targetAlignment } from "./measure.ts";

/** When a network is looked at. */
export const moments = ["initialisation", "trained"] as const;

export const schema = z.strictObject({
  experiment: z.literal("target-alignment"),
  seeds: seeds.default([0, 1, 2, 3, 4]),
  depths: counts(1, 100, "hidden layers of each network", [1, 4]).default([1, 3, 6]),
  widths: counts(1, 10_000, "units of each hidden layer", [8, 32]).default([8, 32, 128]),
  moments: z
    .array(z.enum(moments))
    .min(1)
    .default([...moments])
    .describe("when a network is looked at: as it is initialised, and after training by backprop"),
  activation: z.enum(activationKinds).default("tanh").describe("activation of every network"),
  initialisation: z
    .enum(initialisations)
    .default("xavier-uniform")
    .describe("distribution of the initial weights and biases"),
  inputs: z.int().min(1).default(784).describe("units of the input: pixels of an image"),
  outputs: z.int().min(1).default(10).describe("units of the output: classes of the images"),
  samples: z
    .int()
    .min(1)
    .default(8)
    .describe("training images, the first so many, each of which moves the network by itself"),
  lambda: lambdaList.default([0.001, 0.01, 0.1, 0.3, 1, 3, 10]),
  precision: fields.precision,
  dataset: fields.dataset,
  loss: fields.loss,
  inference: equilibriumInference({ tolerance: 1e-9, maxIterations: 1000 }),
  training: fields.training({ learningRate: 0.01, images: 12_800, testImages: 1000 }),
});

export type TargetAlignmentConfig = z.output<typeof schema>;

/** Throws `UserError` (usage) if the networks, the samples or the training do not fit the dataset. */
export const check = (config: TargetAlignmentConfig, dataset: Dataset): void => {
  const { inputs, outputs, samples, training } = config;
  checkEnds({ inputs, outputs }, dataset, { inputs: "inputs", outputs: "outputs" });
  checkSamples(samples, dataset.train);
  checkCounts(training, dataset);
};

/** One cell for each network, moment and seed, at all λ, so that a network is trained once. */
export const cells = (
  config: TargetAlignmentConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const { activation, initialisation, inputs, outputs, samples, lambda, precision, loss, training } = config;
  const dataset = { ...config.dataset, checksums };
  const inference = equilibriumOf(config.inference);
  return config.moments.flatMap((moment) =>
    config.depths.flatMap((depth) =>
      config.widths.flatMap((width) => {
        const chain = networkOfDepth({ architecture: "chain", depth, width, activation, inputs, outputs });
        const network = { ...chain, initialisation };
        const setup = {
          engine: builtinEngine,
          precision,
          dataset,
          network,
          loss,
          inference,
          samples,
          lambda,
        };
        return config.seeds.map((seed) =>
          cellOf(
            targetAlignment,
            { ...setup, seed, key: { depth, width, moment }, ...(moment === "trained" && { training }) },
            `${depth} × ${width}, ${moment}, seed ${seed}`,
          ),
        );
      }),
    ),
  );
};
