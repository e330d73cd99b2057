import { estimatorNamed } from "../../gradient/registry.ts";
import { sizesOf } from "../../network/description/description.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { columns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { checkOneImage } from "../image-cells.ts";
import { requireEstimator } from "../supported.ts";
import { chart } from "./chart.ts";
import { cells, type FirstStepConfig, schema } from "./config.ts";

const layerName = (l: number, layers: number): string => (l === layers ? `${l}, the output` : String(l));

export const firstStep: Experiment<FirstStepConfig> = {
  name: "first-step",
  figure: "",
  question:
    "Is each layer's first motion away from the free phase backprop, and how strong is it when it comes?",
  schema,
  tables: () => [
    {
      name: "ratios",
      columns: [
        columns.seed,
        { name: "step_size", unit: "dimensionless", meaning: "step size η of the Euler steps", role: "key" },
        { ...columns.step, meaning: "Euler step, 0 at the free phase" },
        {
          name: "layer",
          unit: "dimensionless",
          meaning: "layer l = 1 … L into which the weights and biases lead",
          role: "key",
        },
        {
          name: "ratio",
          unit: "dimensionless",
          meaning:
            "‖estimate‖ / ‖backprop‖ over the weights and biases of the layer; 0 while the layer rests",
        },
        {
          ...columns.cosine,
          meaning:
            "cosine similarity of the layer's estimate and backprop: the direction; empty for an estimate of 0",
        },
        {
          name: "predicted",
          unit: "dimensionless",
          meaning: "ratio that theory expects: 0 before step L − l, η^{L−l} at it, empty after it",
          role: "note",
        },
        {
          ...columns.outcome,
          meaning:
            "how a relaxation of so many steps ends: not-arrived, max-steps, or diverged where a number has left the finite range",
        },
        { ...columns.residual, meaning: "norm of the force ‖∂F/∂x‖ at the step" },
        { ...columns.iterations, meaning: "Euler steps taken" },
      ],
    },
  ],
  check: (config, dataset) => {
    checkOneImage(config, dataset);
    requireEstimator(estimatorNamed("first-step"), config, "network");
  },
  cells,
  chart,
  summarise: (tables, config) => {
    const layers = sizesOf(config.network).length - 1;
    const rows = tables.ratios!;
    return {
      findings: config.stepSize.flatMap((stepSize) =>
        Array.from({ length: layers }, (_, l) => {
          const reading = rows.filter(
            (row) =>
              typeof row.ratio === "number" &&
              row.step_size === stepSize &&
              row.layer === String(l + 1) &&
              row.step === layers - 1 - l,
          );
          const deviations = reading.map((row) => Math.abs(Number(row.ratio) / Number(row.predicted) - 1));
          const angles = reading.map((row) => 1 - Number(row.cosine));
          return {
            label: `η = ${stepSize}, layer ${layerName(l + 1, layers)}, step ${layers - 1 - l}`,
            value:
              reading.length === 0
                ? "not reached"
                : `ratio η^${layers - 1 - l} to ${Math.max(...deviations).toExponential(1)}, ` +
                  `1 − cosine at most ${Math.max(...angles).toExponential(1)}`,
          };
        }),
      ),
      plot: {
        title: `Ratio to backprop at η = ${config.stepSize[0]}, mean over seeds`,
        x: { label: "step", scale: "linear" },
        y: { label: "‖estimate‖ / ‖backprop‖", scale: "linear" },
        series: Array.from({ length: layers }, (_, l) => ({
          name: `layer ${layerName(l + 1, layers)}`,
          points: meanBy(
            rows.filter((row) => row.step_size === config.stepSize[0] && row.layer === String(l + 1)),
            "step",
            "ratio",
          ),
        })),
      },
    };
  },
};
