import { linearRegression } from "simple-statistics";
import type { z } from "zod";
import { endedFindings } from "../../report/ended.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { columns, relaxationColumns } from "../columns.ts";
import { checkEnergyOnImage } from "../energy-choice.ts";
import type { Experiment } from "../experiment.ts";
import { inferenceSeries } from "../inference-series.ts";
import { nudgeCells, nudgeNotes, nudgeSchema } from "../nudge/config.ts";
import { minimaFindings } from "../nudge/minima.ts";
import { chart } from "./chart.ts";

const schema = nudgeSchema("equilibrium-distance", 10);

export const equilibriumDistance: Experiment<z.output<typeof schema>> = {
  name: "equilibrium-distance",
  figure: "Fig. 2C",
  question:
    "Does the error of the estimate grow in proportion to the distance between free and nudged equilibrium?",
  schema,
  tables: (config) => [
    {
      name: "nudges",
      columns: [
        columns.inference,
        columns.seed,
        columns.lambda,
        columns.equilibriumDistance,
        columns.gradientDistance,
        columns.sidesChanged,
        ...relaxationColumns,
        ...nudgeNotes(config),
      ],
    },
  ],
  check: checkEnergyOnImage,
  cells: nudgeCells,
  chart,
  summarise: (tables, config) => {
    const series = inferenceSeries(config).map(({ solver }) => ({
      name: solver,
      rows: tables.nudges!.filter((row) => row.inference === solver),
    }));
    const points = (rows: (typeof series)[number]["rows"]) =>
      rows.flatMap(({ equilibrium_distance: x, gradient_distance: y }) =>
        typeof x === "number" && typeof y === "number" ? [[x, y] as [number, number]] : [],
      );
    return {
      findings: [
        ...series.flatMap(({ name, rows }) => {
          const measured = points(rows);
          if (measured.length < 2) return [];
          const { m, b } = linearRegression(measured);
          return [
            {
              label: `${name}: linear fit over all points`,
              value: `${m.toPrecision(3)} · distance + ${b.toPrecision(3)}`,
            },
          ];
        }),
        ...minimaFindings(tables.nudges!),
        ...endedFindings(
          tables.nudges!,
          "inference",
          series.map(({ name }) => name),
        ),
      ],
      plot: {
        title: "Gradient distance against distance of the equilibria, mean over seeds",
        x: { label: "Σ ‖x − x̄‖", scale: "linear" },
        y: { label: "gradient distance", scale: "linear" },
        series: series.map(({ name, rows }) => {
          const across = meanBy(rows, "lambda", "equilibrium_distance");
          const up = meanBy(rows, "lambda", "gradient_distance");
          return { name, points: across.map(([, x], i) => [x, up[i]![1]] as const) };
        }),
      },
    };
  },
};
