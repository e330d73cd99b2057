import { z } from "zod";
import { type CellOf, cellMaker, engineAsked } from "../../bench/provision/cell-of.ts";
import * as fields from "../../config/fields.ts";
import { lambda, seeds } from "../../config/lists.ts";
import { checkCounts, checkNetwork } from "../../data/check.ts";
import type { Dataset } from "../../data/dataset.ts";
import type { DatasetIdentity } from "../../data/identity.ts";
import type { Setting } from "../../gradient/estimator.ts";
import { estimatorNamed, estimators } from "../../gradient/registry.ts";
import type { Cell } from "../../rows/cell.ts";
import { checkEnergy } from "../energy-choice.ts";
import { equilibriumInference } from "../equilibrium-field.ts";
import { equilibriumOf } from "../inference-series.ts";
import { requireSupported } from "../supported.ts";
import { trainCompare } from "./measure.ts";

const names = estimators.map(({ name }) => name);

/** Those that are compared unless a config says otherwise: one of each kind, and the controls. */
const usual = [
  "backprop",
  "pc-nudge",
  "pc-alm-2",
  "first-step",
  "ep-one-sided",
  "ep-symmetric",
  "chl",
  "feedback-alignment",
  "direct-feedback-alignment",
];

export const schema = z.strictObject({
  experiment: z.literal("train-compare"),
  algorithms: z
    .array(z.enum(names))
    .min(1)
    .default(usual)
    .describe("estimators whose training is compared, by name"),
  seeds: seeds.default([0, 1]),
  engine: fields.engine,
  energy: fields.chosenEnergy.describe(
    "an energy by name, or a custom one (see docs/custom-energy.md), in place of their own, for algorithms that do with any; null for each algorithm's own",
  ),
  precision: fields.precision,
  dataset: fields.dataset,
  network: fields.network({ sizes: [784, 128, 10], activation: "tanh" }),
  loss: fields.loss,
  lambda: lambda.default(0.1),
  gamma: z.number().gt(0).max(1).default(0.1).describe("strength γ of the feedback of chl"),
  kappa: z.number().gt(0).max(1).default(0.1).describe("strength κ of the feedback of pc-weak-feedback"),
  inference: equilibriumInference({ tolerance: 1e-5 }),
  cosineEvery: z
    .int()
    .min(1)
    .default(10)
    .describe("batches from one comparison with the true gradient to the next"),
  training: fields.training({ learningRate: 0.1, images: 16_000 }),
});

export type TrainCompareConfig = z.output<typeof schema>;

/** Throws `UserError` (usage) for a config that does not fit the dataset, or whose algorithms do not support it. */
export const check = (config: TrainCompareConfig, dataset: Dataset): void => {
  checkNetwork(config.network, dataset);
  checkCounts(config.training, dataset);
  requireSupported(config, config.algorithms.map(estimatorNamed), "algorithms", estimators);
  if (config.energy !== null) checkEnergy({ ...config, energy: config.energy });
};

/** One cell for each algorithm and seed; an algorithm has the settings that it reads, and no others. */
export const cells = (
  config: TrainCompareConfig,
  checksums: DatasetIdentity,
  cellOf: CellOf = cellMaker(),
): Cell[] => {
  const { precision, network, loss, training, lambda: strength, gamma, kappa, cosineEvery } = config;
  const engine = engineAsked(config.engine, precision);
  const dataset = { ...config.dataset, checksums };
  const shared = { engine, precision, dataset, network, loss, training };
  return slowestFirst(config.algorithms).flatMap((algorithm) => {
    const reads = (setting: Setting) => estimatorNamed(algorithm).reads.includes(setting);
    const own = {
      ...(reads("lambda") && { lambda: strength }),
      ...(reads("gamma") && { gamma }),
      ...(reads("kappa") && { kappa }),
      ...(reads("inference") && { inference: equilibriumOf(config.inference) }),
      ...(algorithm !== "backprop" && { cosineEvery }),
      ...(config.energy !== null && estimatorNamed(algorithm).energy !== null && { energy: config.energy }),
    };
    return config.seeds.map((seed) =>
      cellOf(trainCompare, { ...shared, ...own, algorithm, seed }, `${algorithm}, seed ${seed}`),
    );
  });
};

/** What relaxes its free phase too takes the longest, above all with a higher order; its cells come first. */
const slowestFirst = (algorithms: readonly string[]): readonly string[] => {
  const rank = (name: string): number => {
    const { freePhase, order } = estimatorNamed(name);
    return freePhase === "relaxed" ? (order ?? 0) : 0;
  };
  return algorithms.toSorted((a, b) => rank(b) - rank(a));
};
