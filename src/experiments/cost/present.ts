import { estimatorNamed } from "../../gradient/registry.ts";
import { columns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { chart } from "./chart.ts";
import { type CostConfig, cells, check, compared, schema } from "./config.ts";
import { bestWithin, candidates, cheapestFor, frontierOf, type Setting, settingsOf } from "./frontier.ts";

const unit = "dimensionless";
const mean = "mean over images";

/** Budgets in passes, and errors, for which the summary names an estimator among those that relax. */
const budgets = [10, 30, 100];
const wanted = [0.1, 0.01, 1e-4];

/** `pc-symmetric at 0.1, equilibrium to 0.01`. */
const nameOf = ({ row }: Setting): string => {
  const { estimator, value, inference, step_size: size, steps, tolerance } = row;
  const dial = value === null ? "" : ` at ${value}`;
  const way =
    inference === "euler"
      ? `, ${steps} steps of ${size}`
      : inference === "equilibrium"
        ? `, equilibrium to ${tolerance}`
        : "";
  return `${estimator}${dial}${way}`;
};

const described = (setting: Setting | null): string =>
  setting === null
    ? "none that was tried"
    : `${nameOf(setting)} (${Number(setting.passes.toPrecision(3))} passes, error ${setting.error.toExponential(1)})`;

export const cost: Experiment<CostConfig> = {
  name: "cost",
  figure: "",
  question:
    "How good is each estimator's gradient for the same work, and which is to be taken for a budget or an error?",
  schema,
  tables: () => [
    {
      name: "costs",
      columns: [
        { name: "estimator", unit, meaning: "name of the estimator", role: "key" },
        {
          name: "truth",
          unit,
          meaning: "what it is compared with: backprop, or the implicit gradient of its own free phase",
          role: "note",
        },
        columns.seed,
        { name: "dial", unit, meaning: "what goes to 0 in its limit: lambda, gamma or kappa", role: "note" },
        { name: "value", unit, meaning: "value of the dial; empty where it changes nothing", role: "key" },
        {
          ...columns.inference,
          meaning: "solver of the inference: euler, equilibrium, or none where nothing relaxes",
        },
        { name: "step_size", unit, meaning: "Euler's step size η", role: "key" },
        { name: "steps", unit, meaning: "Euler steps of each phase", role: "key" },
        {
          name: "tolerance",
          unit,
          meaning: "to which the equilibrium was looked for, relative to λ",
          role: "key",
        },
        {
          name: "relative_error",
          unit,
          meaning: `‖estimate − truth‖ / ‖truth‖ over all parameters, ${mean}; empty where one diverged`,
        },
        {
          name: "passes",
          unit,
          meaning: `every connection once, forward or backward, with the feed-forward pass, ${mean}; reading the parameter gradient is apart`,
        },
        { ...columns.cosine, meaning: `cosine similarity of estimate and truth, ${mean}` },
        {
          name: "gradients",
          unit,
          meaning: "readings of ∂F/∂θ from the layers, products of the size of a pass each",
          role: "work",
        },
        columns.outcome,
        columns.rounding,
        columns.residual,
        { ...columns.iterations, meaning: `${columns.iterations.meaning}, ${mean}` },
      ],
    },
  ],
  check,
  cells,
  chart,
  summarise: ({ costs = [] }, config) => {
    const relaxing = candidates(costs);
    const exact = settingsOf(
      costs.filter(({ estimator }) => {
        const { energy, order } = estimatorNamed(String(estimator));
        return energy !== null && order === null;
      }),
    );
    return {
      findings: [
        { label: "exact, without a limit", value: exact.map(described).join("; ") || "none that was tried" },
        ...budgets.map((budget) => ({
          label: `up to ${budget} passes`,
          value: described(bestWithin(relaxing, budget)),
        })),
        ...wanted.map((error) => ({
          label: `error ≤ ${error}`,
          value: described(cheapestFor(relaxing, error)),
        })),
        {
          label: "frontier",
          value:
            [...new Set(frontierOf(relaxing).map(({ row }) => String(row.estimator)))].join(", ") || "none",
        },
      ],
      plot: {
        title: "Relative error against passes, the frontier of each estimator, mean over seeds",
        x: { label: "passes", scale: "log" },
        y: { label: "relative error", scale: "log" },
        series: compared(config).flatMap(({ name }) => {
          const own = frontierOf(settingsOf(costs.filter((row) => row.estimator === name)));
          const points = own
            .filter(({ error }) => error > 0)
            .map(({ passes, error }) => [passes, error] as const);
          return points.length === 0 ? [] : [{ name, points }];
        }),
      },
    };
  },
};
