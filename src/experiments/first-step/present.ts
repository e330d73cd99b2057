import { z } from "zod";
import { asSettings, type ImageSettings } from "../../bench/cell-settings.ts";
import { withOneImage } from "../../bench/one-image.ts";
import * as fields from "../../config/fields.ts";
import { lambda, seeds } from "../../config/lists.ts";
import { exitCode, UserError } from "../../errors.ts";
import { compareLayers } from "../../gradient/compare.ts";
import { relaxByEuler } from "../../inference/solver/euler.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { type Parameters, zeroParameters } from "../../network/network.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import type { Settings } from "../../rows/settings.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { columns } from "../columns.ts";
import type { Experiment } from "../experiment.ts";
import { checkOneImage } from "../image-cells.ts";
import { unitInterval } from "../unit-interval.ts";
import { chart } from "./chart.ts";

const schema = z.strictObject({
  experiment: z.literal("first-step"),
  stepSize: unitInterval("step sizes η of the Euler steps").default([0.1, 0.5, 1]),
  steps: z.int().min(1).default(6).describe("number of Euler steps"),
  seeds: seeds.default([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
  engine: fields.engine,
  precision: fields.precision,
  dataset: fields.oneImageDataset,
  network: fields.network(),
  loss: fields.loss,
  lambda: lambda.default(1),
});

export type FirstStepConfig = z.output<typeof schema>;

type FirstStepSettings = Omit<ImageSettings, "inference"> & {
  readonly stepSize: number;
  readonly steps: number;
};

/** ‖W_{l−1}, b_{l−1}‖ for each layer l = 1 … L. */
const layerNorms = (linalg: Linalg, gradient: Parameters): number[] =>
  gradient.weights.map((weights, l) => {
    const numbers = [weights, gradient.biases[l]!].flatMap((matrix) => Array.from(linalg.values(matrix)));
    return Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0));
  });

/** What theory says of layer l at a step: nothing before the wave arrives at step L − l, then η^{L−l}, later no word. */
const predictedRatio = (stepSize: number, step: number, above: number): number | null => {
  if (step > above) return null;
  return step < above ? 0 : Array.from({ length: above }).reduce<number>((power) => power * stepSize, 1);
};

const requireFinite = (values: readonly number[], { stepSize }: FirstStepSettings, step: number): void => {
  if (values.every(Number.isFinite)) return;
  throw new UserError(
    exitCode.cellsFailed,
    `the activities left the finite range at step ${step} with the step size ${stepSize}; ` +
      "use fewer steps, for example --set steps=6, or smaller ones",
  );
};

/** Euler steps from the free phase: at each, how the estimate (1/λ) ∂F/∂θ of each layer compares with backprop. */
export const firstStepWork = (given: Settings): CellResult => {
  const settings = given as unknown as FirstStepSettings;
  const { seed, lambda: strength, network, stepSize, steps } = settings;
  const inference = { solver: "euler", stepSize, steps, order: "simultaneous", tolerance: 0 } as const;
  return withOneImage({ ...settings, inference }, ({ linalg, energy, truth }) => {
    const estimate = zeroParameters(linalg, network.sizes);
    const layers = network.sizes.length - 1;
    const sizes = layerNorms(linalg, truth.parameters);
    const rows: Row[] = [];
    relaxByEuler(linalg, energy, "start", strength, inference, (step, state) => {
      energy.parameterGradient(state, strength, estimate);
      linalg.combine(1 / strength, estimate.all, 0, estimate.all, estimate.all);
      const norms = layerNorms(linalg, estimate);
      requireFinite(norms, settings, step);
      compareLayers(linalg, estimate, truth.parameters).forEach(({ cosine }, l) => {
        rows.push({
          seed,
          step_size: stepSize,
          step,
          layer: String(l + 1),
          ratio: norms[l]! / sizes[l]!,
          cosine: Number.isFinite(cosine) ? cosine : null,
          predicted: predictedRatio(stepSize, step, layers - 1 - l),
        });
      });
    });
    // The estimate is read on the way, so that how far the relaxation came in the end is no outcome of it.
    return { tables: { ratios: rows }, outcomes: {} };
  });
};

const layerName = (l: number, layers: number): string => (l === layers ? `${l}, the output` : String(l));

export const firstStep: Experiment<FirstStepConfig> = {
  name: "first-step",
  figure: "",
  question:
    "Is each layer's first motion away from the free phase backprop, and how strong is it when it comes?",
  schema,
  tables: () => [
    {
      source: "ratios",
      suffix: "",
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
      ],
    },
  ],
  check: checkOneImage,
  cells: ({ seeds: all, stepSize: sizes, experiment, dataset, ...rest }, checksums) =>
    sizes.flatMap((stepSize) =>
      all.map((seed) => ({
        work: experiment,
        settings: asSettings({ ...rest, dataset: { ...dataset, checksums }, stepSize, seed }),
        label: `η ${stepSize}, seed ${seed}`,
      })),
    ),
  chart,
  summarise: (tables, config) => {
    const layers = config.network.sizes.length - 1;
    const rows = tables[""]!;
    return {
      findings: config.stepSize.flatMap((stepSize) =>
        Array.from({ length: layers }, (_, l) => {
          const reading = rows.filter(
            (row) => row.step_size === stepSize && row.layer === String(l + 1) && row.step === layers - 1 - l,
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
