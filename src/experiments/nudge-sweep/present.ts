import { linearRegression } from "simple-statistics";
import type { z } from "zod";
import type { Row } from "../../rows/row.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { columns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { checkOneImage } from "../image-cells.ts";
import { inferenceSeries } from "../inference-series.ts";
import { nudgeCells, nudgeSchema } from "../nudge/config.ts";
import { chart } from "./chart.ts";

const schema = nudgeSchema("nudge-sweep", 20);

const kinkText = (rows: readonly Row[]): string => {
  const kinks = rows.filter((row) => row.outcome === "kink").length;
  return kinks === 0 ? "" : `; ${kinks} of ${rows.length} samples rest on a kink`;
};

export const nudgeSweep: Experiment<z.output<typeof schema>> = {
  name: "nudge-sweep",
  figure: "Fig. 3A",
  question: "How does the distance between the PC-Nudge estimate and the gradient of backprop depend on λ?",
  schema,
  tables: () => [
    {
      name: "nudges",
      columns: [
        columns.inference,
        columns.seed,
        columns.lambda,
        columns.gradientDistance,
        columns.relativeDistance,
        columns.cosine,
        columns.outcome,
        columns.residual,
        columns.iterations,
      ],
    },
  ],
  check: checkOneImage,
  cells: nudgeCells,
  chart,
  summarise: (tables, config) => {
    const series = inferenceSeries(config).map(({ solver }) => {
      const rows = tables.nudges!.filter((row) => row.inference === solver);
      return { name: solver, rows, points: meanBy(rows, "lambda", "gradient_distance") };
    });
    return {
      findings: series.flatMap(({ name, rows, points }) => {
        const [smallest] = meanBy(rows, "lambda", "relative_distance");
        const relative =
          smallest === undefined
            ? []
            : [
                {
                  label: `${name}: relative distance at λ = ${smallest[0]}`,
                  value: `${smallest[1].toPrecision(3)}${kinkText(rows)}`,
                },
              ];
        if (points.length < 2) return relative;
        const { m, b } = linearRegression(points.map(([x, y]) => [x, y]));
        const fit = `slope ${m.toPrecision(3)}, intercept ${b.toPrecision(3)}`;
        return [{ label: `${name}: linear fit of the mean distance`, value: fit }, ...relative];
      }),
      plot: {
        title: "Distance of the estimate from backprop, mean over seeds",
        x: { label: "λ", scale: "linear" },
        y: { label: "distance", scale: "linear" },
        series: series.map(({ name, points }) => ({ name, points })),
      },
    };
  },
};
