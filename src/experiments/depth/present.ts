import type { Rows } from "../../rows/rows.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { columns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { inferenceSeries } from "../inference-series.ts";
import { chart } from "./chart.ts";
import { cells, check, type DepthConfig, schema } from "./config.ts";

const keys = [
  {
    name: "architecture",
    unit: "dimensionless",
    meaning: "chain, or residual by its parameterisation",
    role: "key",
  },
  { name: "depth", unit: "dimensionless", meaning: "number of hidden layers", role: "key" },
  { name: "width", unit: "dimensionless", meaning: "units of each hidden layer", role: "key" },
  columns.inference,
  columns.seed,
] as const;

const normRatio = {
  name: "norm_ratio",
  unit: "dimensionless",
  meaning: "‖estimate‖ / ‖gradient of backprop‖; below 1 the estimate is too short",
} as const;

export const depth: Experiment<DepthConfig> = {
  name: "depth",
  figure: "",
  question:
    "How does the error of the PC-Nudge estimate depend on a network's depth and width, in each layer and in all?",
  schema,
  tables: () => [
    {
      name: "errors",
      columns: [
        ...keys,
        columns.relativeDistance,
        columns.cosine,
        normRatio,
        columns.outcome,
        columns.rounding,
        columns.residual,
        columns.iterations,
      ],
    },
    {
      name: "layers",
      columns: [
        ...keys,
        {
          name: "layer",
          unit: "dimensionless",
          meaning: "layer that the weights lead to, from 1 to the output, depth + 1",
          role: "key",
        },
        { ...columns.relativeDistance, meaning: "relative_distance of the layer's own weights and biases" },
        { ...columns.cosine, meaning: "cosine similarity of the layer's own weights and biases" },
        { ...normRatio, meaning: "norm_ratio of the layer's own weights and biases" },
        columns.outcome,
      ],
    },
  ],
  check,
  cells,
  chart,
  summarise: ({ errors = [] }, config) => {
    const { architectures, depths, widths } = config;
    const [shallow, deep] = [Math.min(...depths), Math.max(...depths)];
    const [narrow, wide] = [Math.min(...widths), Math.max(...widths)];
    const solvers = inferenceSeries(config).map(({ solver }) => solver);
    const of = (architecture: string, solver: string): Rows =>
      errors.filter((row) => row.architecture === architecture && row.inference === solver);
    return {
      findings: architectures.flatMap((architecture) =>
        solvers.map((solver) => ({
          label: `${architecture}, ${solver}: relative error from width ${narrow} to ${wide}`,
          value: [...new Set([shallow, deep])]
            .map((layers) => {
              const rows = of(architecture, solver).filter((row) => row.depth === layers);
              const byWidth = meanBy(rows, "width", "relative_distance");
              const text = [...new Set([byWidth[0], byWidth.at(-1)])]
                .flatMap((point) => (point === undefined ? [] : [point[1].toPrecision(3)]))
                .join(" to ");
              return `${text || "none"} with ${layers} hidden layers`;
            })
            .join(", "),
        })),
      ),
      plot: {
        title: `Relative error, ${deep} hidden layers, ${solvers.at(-1)}, mean over seeds`,
        x: { label: "width", scale: "log" },
        y: { label: "relative error", scale: "log" },
        series: architectures.map((architecture) => ({
          name: architecture,
          points: meanBy(
            of(architecture, solvers.at(-1)!).filter((row) => row.depth === deep),
            "width",
            "relative_distance",
          ),
        })),
      },
    };
  },
};
