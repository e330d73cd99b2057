import type { Column } from "../../rows/table.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { columns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { chart } from "./chart.ts";
import { cells, check, schema, type TargetAlignmentConfig } from "./config.ts";

const keys: readonly Column[] = [
  { name: "depth", unit: "dimensionless", meaning: "number of hidden layers", role: "key" },
  { name: "width", unit: "dimensionless", meaning: "units of each hidden layer", role: "key" },
  {
    name: "moment",
    unit: "dimensionless",
    meaning: "when the network is looked at: initialisation, or trained by backprop",
    role: "key",
  },
  columns.seed,
  columns.lambda,
];

const alignment = {
  name: "alignment",
  unit: "dimensionless",
  meaning:
    "target alignment of PC-Nudge, from −1 to 1: cosine of the output's motion along −estimate with −∂L/∂o",
} as const;
const ofBackprop = {
  name: "backprop_alignment",
  unit: "dimensionless",
  meaning: "target alignment of backprop, to which that of PC-Nudge tends as λ → 0",
} as const;
const advantage = {
  name: "advantage",
  unit: "dimensionless",
  meaning: "alignment − backprop_alignment; above 0 PC-Nudge moves the output more directly to its target",
} as const;
const ended = [columns.outcome, columns.rounding, columns.residual, columns.iterations];

const overSamples = <T extends Column>(column: T): T => ({
  ...column,
  meaning: `${column.meaning}; of each sample alone, then averaged`,
});

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;

export const targetAlignment: Experiment<TargetAlignmentConfig> = {
  name: "target-alignment",
  figure: "",
  question:
    "Does predictive coding move the output more directly to its target than backprop, at which λ, and in which networks?",
  schema,
  tables: () => [
    {
      name: "alignments",
      columns: [
        ...keys,
        ...[alignment, ofBackprop, advantage].map(overSamples),
        { name: "better", unit: "fraction", meaning: "samples whose advantage is above 0" },
        overSamples(columns.cosine),
        {
          name: "test_accuracy",
          unit: "fraction",
          meaning: "accuracy of the trained network on the test images; empty at initialisation",
        },
        columns.outcome,
        columns.rounding,
        columns.residual,
        { ...columns.iterations, meaning: `${columns.iterations.meaning}, a mean over the samples` },
      ],
    },
    {
      name: "samples",
      columns: [
        ...keys,
        {
          name: "sample",
          unit: "dimensionless",
          meaning: "number of the training image, from 0",
          role: "key",
        },
        alignment,
        ofBackprop,
        advantage,
        columns.cosine,
        ...ended,
      ],
    },
  ],
  check,
  cells,
  chart,
  summarise: ({ alignments = [] }, config) => {
    const { depths, widths, moments } = config;
    const of = (depth: number, width: number, moment: string): readonly (readonly [number, number])[] =>
      meanBy(
        alignments.filter((row) => row.depth === depth && row.width === width && row.moment === moment),
        "lambda",
        "advantage",
      );
    const best = (points: readonly (readonly [number, number])[]): string => {
      if (points.length === 0) return "none";
      const [lambda, most] = points.reduce((a, b) => (b[1] > a[1] ? b : a));
      const [, clamped] = points.reduce((a, b) => (Math.abs(b[0] - 1) < Math.abs(a[0] - 1) ? b : a));
      const one = points.find(([at]) => at === 1) === undefined ? "" : `, ${signed(clamped)} at λ = 1`;
      return `at most ${signed(most)}, at λ = ${Number(lambda.toPrecision(3))}${one}`;
    };
    const [deepest, last] = [Math.max(...depths), moments.at(-1)!];
    return {
      findings: moments.flatMap((moment) =>
        depths.flatMap((depth) =>
          widths.map((width) => ({
            label: `${depth} × ${width}, ${moment}: advantage over backprop`,
            value: best(of(depth, width, moment)),
          })),
        ),
      ),
      plot: {
        title: `Advantage in target alignment, ${deepest} hidden layers, ${last}, mean over seeds`,
        x: { label: "λ", scale: "log" },
        y: { label: "advantage", scale: "linear" },
        series: widths.map((width) => ({ name: `width ${width}`, points: of(deepest, width, last) })),
      },
    };
  },
};
