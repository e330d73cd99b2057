import { z } from "zod";
import { cellOf, engineAsked } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { lambda, seeds } from "../../config/lists.ts";
import { checkCounts, checkSizes } from "../../data/check.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import type { Dataset } from "../../data/mnist.ts";
import { exitCode, UserError } from "../../errors.ts";
import type { Cell } from "../../rows/cell.ts";
import { requireSquaredError } from "../clamped-loss.ts";
import { equilibriumInference } from "../equilibrium-field.ts";
import { equilibriumOf } from "../inference-series.ts";
import { type AlgorithmName, learningAlgorithms } from "./learning-algorithms.ts";
import { trainCompare } from "./measure.ts";

const names = Object.keys(learningAlgorithms) as [AlgorithmName, ...AlgorithmName[]];

export const schema = z.strictObject({
  experiment: z.literal("train-compare"),
  algorithms: z.array(z.enum(names)).min(1).default(names).describe("learning algorithms that are compared"),
  seeds: seeds.default([0, 1]),
  engine: fields.engine,
  precision: fields.precision,
  dataset: fields.dataset,
  network: fields.network({ sizes: [784, 128, 10], activation: "tanh" }),
  loss: fields.loss,
  lambda: lambda.default(0.1),
  gamma: z.number().gt(0).max(1).default(0.1).describe("strength γ of the feedback of chl"),
  inference: equilibriumInference({ tolerance: 1e-5 }),
  cosineEvery: z
    .int()
    .min(1)
    .default(10)
    .describe("batches from one comparison with the true gradient to the next"),
  training: fields.training({ learningRate: 0.1, images: 16_000 }),
});

export type TrainCompareConfig = z.output<typeof schema>;

/** Throws `UserError` (usage) for a config that does not fit the dataset or its own engine and loss. */
export const check = (config: TrainCompareConfig, dataset: Dataset): void => {
  checkSizes(config.network.sizes, dataset);
  checkCounts(config.training, dataset);
  requireSquaredError(config.loss, config.algorithms.includes("chl"), "algorithms");
  if (config.engine.name === "tfjs" && config.algorithms.includes("chl")) {
    throw new UserError(
      exitCode.usage,
      "algorithms: expected those of predictive coding and of the Hopfield energy with the engine tfjs, found chl; leave it out",
    );
  }
};

/** One cell for each algorithm and seed; an algorithm has the dials that it reads, and no others. */
export const cells = (config: TrainCompareConfig, checksums: DatasetIdentity): Cell[] => {
  const { precision, network, loss, training, cosineEvery } = config;
  const engine = engineAsked(config.engine, precision);
  const shared = { engine, precision, dataset: { ...config.dataset, checksums }, network, loss, training };
  const dials = { lambda: config.lambda, gamma: config.gamma, inference: equilibriumOf(config.inference) };
  return slowestFirst(config.algorithms).flatMap((algorithm) => {
    const reads = (dial: keyof typeof dials) =>
      learningAlgorithms[algorithm].reads.some((name) => name === dial);
    const own = {
      ...(reads("lambda") && { lambda: dials.lambda }),
      ...(reads("gamma") && { gamma: dials.gamma }),
      ...(reads("inference") && { inference: dials.inference }),
      ...(algorithm !== "backprop" && { cosineEvery }),
    };
    return config.seeds.map((seed) =>
      cellOf(trainCompare, { ...shared, ...own, algorithm, seed }, `${algorithm}, seed ${seed}`),
    );
  });
};

/** Equilibrium propagation takes the longest, so that its cells come first. */
const slowestFirst = (algorithms: readonly AlgorithmName[]): readonly AlgorithmName[] => {
  const order: readonly AlgorithmName[] = ["ep-symmetric", "ep-one-sided", "chl"];
  const rank = (name: AlgorithmName): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return algorithms.toSorted((a, b) => rank(a) - rank(b));
};
