import { mean } from "simple-statistics";
import { estimatorNamed } from "../../gradient/registry.ts";
import { endedFindings } from "../../report/ended.ts";
import type { Row } from "../../rows/row.ts";
import type { Rows } from "../../rows/rows.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { columns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { precisionSeries } from "../two-precisions.ts";
import { chart, theoryText } from "./chart.ts";
import { cells, check, type EstimatorOrderConfig, schema } from "./config.ts";

const keys = [
  { name: "estimator", unit: "dimensionless", meaning: "name of the estimator", role: "key" },
  {
    name: "energy",
    unit: "dimensionless",
    meaning: "name of its energy, or the module of a custom one",
    role: "key",
  },
  {
    name: "dial",
    unit: "dimensionless",
    meaning: "what goes to 0 in its limit: lambda of the loss, or gamma or kappa of the feedback",
    role: "key",
  },
  { name: "precision", unit: "dimensionless", meaning: "arithmetic: float64 or float32", role: "key" },
  columns.seed,
] as const;

export const estimatorOrder: Experiment<EstimatorOrderConfig> = {
  name: "estimator-order",
  figure: "",
  question:
    "At which order does each algorithm converge to its true gradient, and where does rounding stop it?",
  schema,
  tables: () => [
    {
      name: "errors",
      columns: [
        ...keys,
        { name: "value", unit: "dimensionless", meaning: "value of the dial", role: "key" },
        {
          name: "relative_error",
          unit: "dimensionless",
          meaning:
            "‖estimate − truth‖ / ‖truth‖ over all weights and biases; the truth is computed in float64 for the very " +
            "parameters of the estimate: backprop, or for hopfield the implicit gradient at the free fixed point, itself good to about 1e-11; " +
            "for a custom energy it is the implicit gradient in float32, good to about 1e-5",
        },
        {
          ...columns.cosine,
          meaning: "cosine similarity of estimate and truth, all parameters as one vector",
        },
        {
          ...columns.outcome,
          meaning: `${columns.outcome.meaning}; empty if there are none`,
        },
        columns.rounding,
        columns.truth,
        { ...columns.residual, meaning: "largest norm of a remaining force ‖∂F/∂x‖ over the phases" },
        { ...columns.iterations, meaning: "equilibrium sweeps, all phases together" },
      ],
    },
    {
      name: "orders",
      columns: [
        ...keys,
        {
          name: "theory",
          unit: "dimensionless",
          meaning: "order that theory expects; 0 does not converge, empty is exact",
          role: "note",
        },
        {
          name: "order",
          unit: "dimensionless",
          meaning:
            "slope of log relative_error against log value in the window; empty if the window is too narrow",
        },
        { name: "from", unit: "dimensionless", meaning: "lower end of the window", role: "note" },
        { name: "to", unit: "dimensionless", meaning: "upper end of the window", role: "note" },
        { name: "points", unit: "dimensionless", meaning: "observations in the window", role: "note" },
        {
          name: "smallest_error",
          unit: "dimensionless",
          meaning: "smallest relative_error along the dial: the rounding wall of an estimator that converges",
        },
      ],
    },
  ],
  check,
  cells,
  chart,
  summarise: (tables, config) => {
    const stated = (row: Row): boolean => row.precision === config.precision;
    return {
      findings: [
        ...config.estimators.map((name) => ({
          label: `${name} (${theoryText(estimatorNamed(name).order)})`,
          value: precisionSeries(config)
            .map((precision) => {
              const rows = tables.orders!.filter(
                (row) => row.estimator === name && row.precision === precision,
              );
              return `${precision}: ${orderText(rows)}`;
            })
            .join("; "),
        })),
        ...endedFindings(tables.errors!, "precision", precisionSeries(config)),
      ],
      plot: {
        title: `Relative error in ${config.precision}, mean over seeds`,
        x: { label: "λ, γ or κ", scale: "log" },
        y: { label: "relative error", scale: "log" },
        series: config.estimators.map((name) => ({
          name,
          points: meanBy(
            tables.errors!.filter((row) => stated(row) && row.estimator === name),
            "value",
            "relative_error",
          ),
        })),
      },
    };
  },
};

/** The mean of the fitted orders and their range of dials, and the smallest error that was reached. */
const orderText = (rows: Rows): string => {
  const fitted = rows.flatMap((row) => (typeof row.order === "number" ? [row] : []));
  const errors = rows.flatMap((row) => (typeof row.smallest_error === "number" ? [row.smallest_error] : []));
  const floor =
    errors.length === 0 ? "no estimate" : `smallest error ${Math.min(...errors).toExponential(1)}`;
  if (fitted.length === 0) return floor;
  const order = mean(fitted.map((row) => Number(row.order))).toFixed(2);
  const from = Math.max(...fitted.map((row) => Number(row.from)));
  const to = Math.min(...fitted.map((row) => Number(row.to)));
  return `${order} over ${from.toExponential(0)}…${to.toExponential(0)}, ${floor}`;
};
