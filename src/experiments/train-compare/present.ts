import { min } from "simple-statistics";
import { endedFindings } from "../../report/ended.ts";
import type { Rows } from "../../rows/rows.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { spreadOf } from "../../statistics/spread.ts";
import { batchColumns, columns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { chart } from "./chart.ts";
import { cells, check, schema, type TrainCompareConfig } from "./config.ts";

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
      name: "batches",
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
          name: "passes",
          unit: "dimensionless",
          meaning:
            "cost: passes through the network, every connection once, forward or backward; all phases, a mean over the images; backprop takes two",
          role: "work",
        },
        ...batchColumns,
      ],
    },
    {
      name: "test",
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
  check,
  cells,
  chart,
  summarise: (tables, config) => {
    const rowsOf = (table: string, algorithm: string): Rows =>
      tables[table]!.filter((row) => row.algorithm === algorithm);
    return {
      findings: [
        ...config.algorithms.map((algorithm) => {
          const tested = rowsOf("test", algorithm).filter((row) => row.epoch === config.training.epochs);
          const accuracy = spreadOf(tested.map((row) => Number(row.accuracy)));
          const spread = accuracy.sd === null ? "" : ` ± ${percent(accuracy.sd)}`;
          const rows = rowsOf("batches", algorithm);
          const cosines = rows.flatMap((row) => (typeof row.cosine === "number" ? [row.cosine] : []));
          const cosine = cosines.length === 0 ? "" : `, lowest cosine ${min(cosines).toFixed(5)}`;
          const passes = spreadOf(rows.map((row) => Number(row.passes))).mean ?? 0;
          return {
            label: `${algorithm}: test accuracy`,
            value: `${percent(accuracy.mean ?? 0)}${spread}${cosine}, ${passes.toFixed(1)} passes a batch`,
          };
        }),
        ...endedFindings(tables.batches!, "algorithm", config.algorithms),
      ],
      plot: {
        title: `Training accuracy, mean over seeds and ${window} batches`,
        x: { label: "batch", scale: "linear" },
        y: { label: "accuracy", scale: "linear" },
        series: config.algorithms.map((algorithm) => ({
          name: algorithm,
          points: meanBy(
            rowsOf("batches", algorithm).map((row) => ({
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
