import { mean } from "simple-statistics";
import { sizesOf } from "../../network/description/description.ts";
import { endedFindings } from "../../report/ended.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { batchColumns, columns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { inferenceSeries } from "../inference-series.ts";
import { checkTraining, type TrainingConfig, trainingCells, trainingSchema } from "../training/config.ts";
import { chart } from "./chart.ts";

export const trainingSimilarity: Experiment<TrainingConfig> = {
  name: "training-similarity",
  figure: "Fig. 3C",
  question:
    "Does the PC-Nudge estimate keep the direction of the backprop gradient while the network trains?",
  schema: trainingSchema("training-similarity"),
  tables: (config) => [
    {
      name: "batches",
      keep: (row) => row.algorithm !== "backprop",
      columns: [
        columns.inference,
        columns.seed,
        columns.batch,
        columns.cosine,
        ...sizesOf(config.network)
          .slice(1)
          .map((_, l) => ({
            name: `cosine_${l}`,
            unit: "dimensionless",
            meaning: `cosine similarity for the weights and biases of layer ${l} (W_${l}, b_${l})`,
          })),
        ...batchColumns,
      ],
    },
  ],
  check: checkTraining,
  // Backprop cells are left out: this figure has no row of theirs.
  cells: (config, checksums, cellOf) =>
    trainingCells(config, checksums, cellOf).filter((cell) => cell.settings.algorithm !== "backprop"),
  chart,
  summarise: (tables, config) => {
    const series = inferenceSeries(config).map(({ solver }) => ({
      name: solver,
      rows: tables.batches!.filter((row) => row.inference === solver),
    }));
    return {
      findings: [
        ...series.flatMap(({ name, rows }) => {
          const known = rows.filter((row) => typeof row.cosine === "number");
          if (known.length === 0) return [];
          const lowest = [...known].reduce((least, row) =>
            Number(row.cosine) < Number(least.cosine) ? row : least,
          );
          const last = known.reduce((most, row) => Math.max(most, Number(row.batch)), 0);
          const final = mean(known.filter((row) => row.batch === last).map((row) => Number(row.cosine)));
          return [
            {
              label: `${name}: minimum cosine`,
              value: `${Number(lowest.cosine).toFixed(7)} (seed ${lowest.seed}, batch ${lowest.batch})`,
            },
            { label: `${name}: final cosine, mean over seeds`, value: final.toFixed(7) },
          ];
        }),
        ...endedFindings(
          tables.batches!,
          "inference",
          series.map(({ name }) => name),
        ),
      ],
      plot: {
        title: "1 − cosine, mean over seeds",
        x: { label: "batch", scale: "linear" },
        y: { label: "1 − cosine", scale: "log" },
        series: series.map(({ name, rows }) => ({
          name,
          points: meanBy(rows, "batch", "cosine").map(([batch, cosine]) => [batch, 1 - cosine] as const),
        })),
      },
    };
  },
};
