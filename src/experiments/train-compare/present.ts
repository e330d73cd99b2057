import { mean, sampleStandardDeviation } from "simple-statistics";
import { z } from "zod";
import { asSettings, solverSettings } from "../../bench/cell-settings.ts";
import * as fields from "../../config/fields.ts";
import { lambda, seeds } from "../../config/lists.ts";
import { checkCounts, checkSizes } from "../../data/check.ts";
import { estimatorNamed, estimators } from "../../gradient/registry.ts";
import type { Row } from "../../rows/row.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { columns } from "../columns.ts";
import { equilibriumInference } from "../equilibrium-field.ts";
import type { Experiment } from "../experiment.ts";
import { requireSupported } from "../supported.ts";
import type { RunSettings } from "../training/run.ts";
import { chart } from "./chart.ts";

const names = estimators.map(({ name }) => name);

/** Those that are compared unless a config says otherwise: one of each kind. */
const usual = ["backprop", "pc-nudge", "first-step", "ep-one-sided", "ep-symmetric", "chl"];

const schema = z.strictObject({
  experiment: z.literal("train-compare"),
  algorithms: z
    .array(z.enum(names))
    .min(1)
    .default(usual)
    .describe("estimators whose training is compared, by name"),
  seeds: seeds.default([0, 1]),
  engine: fields.engine,
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

/** What a cell is determined by: an algorithm has the settings that it reads, and no others. */
export interface CompareSettings extends RunSettings {
  readonly algorithm: string;
  readonly lambda?: number;
  readonly gamma?: number;
  readonly kappa?: number;
  /** Absent for backprop, which is its own truth. */
  readonly cosineEvery?: number;
}

const algorithmColumn = {
  name: "algorithm",
  unit: "dimensionless",
  meaning: "name of the estimator that teaches",
  role: "key",
} as const;

const percent = (fraction: number): string => `${(100 * fraction).toFixed(2)} %`;

export const trainCompare: Experiment<TrainCompareConfig> = {
  name: "train-compare",
  figure: "",
  question:
    "Do all the algorithms train a network, how close do they stay to its true gradient, and at what cost?",
  schema,
  tables: () => [
    {
      source: "batches",
      suffix: "",
      columns: [
        algorithmColumn,
        columns.seed,
        columns.batch,
        { name: "loss", unit: "dimensionless", meaning: "mean loss of the free phase, before the update" },
        { name: "accuracy", unit: "fraction", meaning: "accuracy of the free phase, before the update" },
        {
          ...columns.cosine,
          meaning:
            "cosine similarity of the estimate and the gradient of its own network: backprop, or for equilibrium " +
            "propagation the implicit gradient at the free fixed point; empty where it is not measured, and for backprop",
        },
        {
          name: "sweeps",
          unit: "dimensionless",
          meaning:
            "cost: sweeps forward and back through the layers, all phases, a mean over the images; backprop is one",
        },
      ],
    },
    {
      source: "tests",
      suffix: "-test",
      columns: [
        algorithmColumn,
        columns.seed,
        {
          name: "epoch",
          unit: "dimensionless",
          meaning: "epoch after which the network was tested, from 1",
          role: "key",
        },
        { name: "accuracy", unit: "fraction", meaning: "accuracy of the free phase on the test images" },
      ],
    },
  ],
  check: (config, dataset) => {
    checkSizes(config.network.sizes, dataset);
    checkCounts(config.training, dataset);
    requireSupported(config, config.algorithms.map(estimatorNamed), "algorithms", estimators);
  },
  cells: (config, checksums) => {
    const { engine, precision, network, loss, training, cosineEvery } = config;
    const shared = { engine, precision, dataset: { ...config.dataset, checksums }, network, loss, training };
    const { lambda, gamma, kappa } = config;
    const all = { lambda, gamma, kappa, inference: solverSettings(config.inference) };
    return slowestFirst(config.algorithms).flatMap((algorithm) => {
      const read = estimatorNamed(algorithm).reads.map((setting) => [setting, all[setting]] as const);
      const own = { ...Object.fromEntries(read), ...(algorithm === "backprop" ? {} : { cosineEvery }) };
      return config.seeds.map((seed) => ({
        work: "train-compare",
        settings: asSettings({ ...shared, ...own, algorithm, seed }),
        label: `${algorithm}, seed ${seed}`,
      }));
    });
  },
  chart,
  summarise: (tables, config) => {
    const rowsOf = (suffix: string, algorithm: string): readonly Row[] =>
      tables[suffix]!.filter((row) => row.algorithm === algorithm);
    return {
      findings: config.algorithms.map((algorithm) => {
        const tested = rowsOf("-test", algorithm).filter((row) => row.epoch === config.training.epochs);
        const accuracies = tested.map((row) => Number(row.accuracy));
        const spread = accuracies.length > 1 ? ` ± ${percent(sampleStandardDeviation(accuracies))}` : "";
        const rows = rowsOf("", algorithm);
        const cosines = rows.flatMap((row) => (typeof row.cosine === "number" ? [row.cosine] : []));
        const cosine = cosines.length === 0 ? "" : `, lowest cosine ${Math.min(...cosines).toFixed(5)}`;
        const sweeps = mean(rows.map((row) => Number(row.sweeps))).toFixed(1);
        return {
          label: `${algorithm}: test accuracy`,
          value: `${percent(mean(accuracies))}${spread}${cosine}, ${sweeps} sweeps a batch`,
        };
      }),
      plot: {
        title: `Training accuracy, mean over seeds and ${window} batches`,
        x: { label: "batch", scale: "linear" },
        y: { label: "accuracy", scale: "linear" },
        series: config.algorithms.map((algorithm) => ({
          name: algorithm,
          points: meanBy(
            rowsOf("", algorithm).map((row) => ({
              ...row,
              batch: Math.ceil(Number(row.batch) / window) * window,
            })),
            "batch",
            "accuracy",
          ),
        })),
      },
    };
  },
};

/** Batches over which the text plot averages. */
const window = 20;

/** What relaxes its free phase too takes the longest, above all with a higher order; its cells come first. */
const slowestFirst = (algorithms: readonly string[]): readonly string[] => {
  const rank = (name: string): number => {
    const { freePhase, order } = estimatorNamed(name);
    return freePhase === "relaxed" ? (order ?? 0) : 0;
  };
  return algorithms.toSorted((a, b) => rank(b) - rank(a));
};
