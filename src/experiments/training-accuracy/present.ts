import { mean, sampleStandardDeviation } from "simple-statistics";
import { endedFindings } from "../../report/ended.ts";
import type { Row } from "../../rows/row.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { batchColumns, columns } from "../columns.ts";
import { learning } from "../energy-choice.ts";
import type { Experiment } from "../experiment.ts";
import { inferenceSeries } from "../inference-series.ts";
import { checkTraining, type TrainingConfig, trainingCells, trainingSchema } from "../training/config.ts";
import { chart } from "./chart.ts";

const algorithm = {
  name: "algorithm",
  unit: "dimensionless",
  meaning: "backprop, or the estimator of the energy: pc-nudge for predictive coding",
  role: "key",
} as const;
const inference = {
  ...columns.inference,
  meaning: "solver of the inference: euler or equilibrium; none for backprop, which has none",
};

/** Batches over which the text plot averages. */
const window = 20;

/** The runs of a config as they are told apart in the CSV. */
const runs = (config: TrainingConfig) => [
  { name: "backprop", holds: (row: Row) => row.algorithm === "backprop" },
  ...inferenceSeries(config).map(({ solver }) => ({
    name: `${learning(config.energy).name}, ${solver}`,
    holds: (row: Row) => row.algorithm !== "backprop" && row.inference === solver,
  })),
];

const percent = (fraction: number): string => `${(100 * fraction).toFixed(2)} %`;

export const trainingAccuracy: Experiment<TrainingConfig> = {
  name: "training-accuracy",
  figure: "Fig. 3B",
  question: "Does a network trained by PC-Nudge learn as one trained by backprop from the same start?",
  schema: trainingSchema("training-accuracy"),
  tables: () => [
    {
      name: "batches",
      columns: [
        algorithm,
        inference,
        columns.seed,
        columns.batch,
        { name: "loss", unit: "dimensionless", meaning: "mean loss on the batch before its update" },
        { name: "accuracy", unit: "fraction", meaning: "accuracy on the batch before its update" },
        ...batchColumns,
      ],
    },
    {
      name: "test",
      columns: [
        algorithm,
        inference,
        columns.seed,
        {
          name: "epoch",
          unit: "dimensionless",
          meaning: "epoch after which the network was tested, from 1",
          role: "key",
        },
        { name: "accuracy", unit: "fraction", meaning: "accuracy on the test images" },
      ],
    },
  ],
  check: checkTraining,
  cells: trainingCells,
  chart,
  summarise: (tables, config) => ({
    findings: [
      ...runs(config).map(({ name, holds }) => {
        const last = tables.test!.filter((row) => holds(row) && row.epoch === config.training.epochs);
        const accuracies = last.map((row) => Number(row.accuracy));
        const spread = accuracies.length > 1 ? ` ± ${percent(sampleStandardDeviation(accuracies))}` : "";
        return { label: `${name}: test accuracy`, value: `${percent(mean(accuracies))}${spread}` };
      }),
      ...endedFindings(
        tables.batches!,
        "inference",
        inferenceSeries(config).map(({ solver }) => solver),
      ),
    ],
    plot: {
      title: `Training accuracy, mean over seeds and ${window} batches`,
      x: { label: "batch", scale: "linear" },
      y: { label: "accuracy", scale: "linear" },
      series: runs(config).map(({ name, holds }) => ({
        name,
        points: meanBy(
          tables.batches!.filter(holds).map((row) => ({
            ...row,
            batch: Math.ceil(Number(row.batch) / window) * window,
          })),
          "batch",
          "accuracy",
        ),
      })),
    },
  }),
};
