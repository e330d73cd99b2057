import { linearRegression } from "simple-statistics";
import type { z } from "zod";
import { lambdaList } from "../../config/lists.ts";
import { sizesOf } from "../../network/description/description.ts";
import { endedFindings } from "../../report/ended.ts";
import type { Row } from "../../rows/row.ts";
import type { Column } from "../../rows/table.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { columns, relaxationColumns } from "../columns.ts";
import { checkEnergyOnImage } from "../energy-choice.ts";
import type { Experiment } from "../experiment.ts";
import { inferenceSeries } from "../inference-series.ts";
import { nudgeCells, nudgeNotes, nudgeSchema } from "../nudge/config.ts";
import { minimaFindings } from "../nudge/minima.ts";
import { chart } from "./chart.ts";

const schema = nudgeSchema("nudge-sweep", 20).extend({
  logLambda: lambdaList
    .nullable()
    .default(null)
    .describe("more values of λ, for logarithmic axes: a table of their own; unused beside a single λ"),
});

type NudgeSweepConfig = z.output<typeof schema>;

/** The values of λ in a table of their own. A single λ is a point of a sweep, which has its own way to small λ. */
const apart = ({ lambda, logLambda }: NudgeSweepConfig): readonly number[] =>
  lambda.length > 1 && logLambda !== null ? logLambda : [];

/** All values of λ that are computed, each once; a table takes those that are its own. */
const computed = (config: NudgeSweepConfig): NudgeSweepConfig => {
  const more = apart(config);
  if (more.length === 0) return config;
  return { ...config, lambda: [...new Set([...config.lambda, ...more])].sort((a, b) => a - b) };
};

/** The columns; those of each layer by the index of its weights, as in W_0. */
const measuredIn = ({ network }: NudgeSweepConfig): readonly Column[] => [
  columns.inference,
  columns.seed,
  columns.lambda,
  columns.gradientDistance,
  columns.relativeDistance,
  columns.cosine,
  ...sizesOf(network)
    .slice(1)
    .flatMap((_, l): readonly Column[] => [
      {
        ...columns.relativeDistance,
        name: `relative_distance_${l}`,
        meaning: `relative distance of the weights and biases of layer ${l} (W_${l}, b_${l})`,
      },
      {
        ...columns.cosine,
        name: `cosine_${l}`,
        meaning: `cosine similarity for the weights and biases of layer ${l} (W_${l}, b_${l})`,
      },
    ]),
  ...relaxationColumns,
];

const columnsOf = (config: NudgeSweepConfig) => [...measuredIn(config), ...nudgeNotes(config)];

const keeping = (lambda: readonly number[]) => (row: Row) => lambda.includes(Number(row.lambda));

export const nudgeSweep: Experiment<NudgeSweepConfig> = {
  name: "nudge-sweep",
  figure: "Fig. 3A",
  question: "How does the distance between the PC-Nudge estimate and the gradient of backprop depend on λ?",
  schema,
  tables: (config) => {
    const more = apart(config);
    if (more.length === 0) return [{ name: "nudges", columns: columnsOf(config) }];
    return [
      { name: "nudges", columns: columnsOf(config), keep: keeping(config.lambda) },
      { name: "log", from: "nudges", columns: columnsOf(config), keep: keeping(more) },
    ];
  },
  check: checkEnergyOnImage,
  cells: (config, identity, cellOf) => nudgeCells(computed(config), identity, cellOf),
  chart,
  summarise: (tables, config) => {
    const series = inferenceSeries(config).map(({ solver }) => {
      const rows = tables.nudges!.filter((row) => row.inference === solver);
      return { name: solver, rows, points: meanBy(rows, "lambda", "gradient_distance") };
    });
    return {
      findings: [
        ...series.flatMap(({ name, rows, points }) => {
          const [smallest] = meanBy(rows, "lambda", "relative_distance");
          const relative =
            smallest === undefined
              ? []
              : [
                  {
                    label: `${name}: relative distance at λ = ${smallest[0]}`,
                    value: smallest[1].toPrecision(3),
                  },
                ];
          if (points.length < 2) return relative;
          const { m, b } = linearRegression(points.map(([x, y]) => [x, y]));
          const fit = `slope ${m.toPrecision(3)}, intercept ${b.toPrecision(3)}`;
          return [{ label: `${name}: linear fit of the mean distance`, value: fit }, ...relative];
        }),
        ...minimaFindings([...tables.nudges!, ...(tables.log ?? [])]),
        ...endedFindings(
          [...tables.nudges!, ...(tables.log ?? [])],
          "inference",
          series.map(({ name }) => name),
          ["inference", "seed", "lambda"],
        ),
      ],
      plot: {
        title: "Distance of the estimate from backprop, mean over seeds",
        x: { label: "λ", scale: "linear" },
        y: { label: "distance", scale: "linear" },
        series: series.map(({ name, points }) => ({ name, points })),
      },
    };
  },
};
