import { mean } from "simple-statistics";
import { z } from "zod";
import { asSettings, solverSettings } from "../../bench/cell-settings.ts";
import { type BenchSettings, type ImageBench, withImageBench } from "../../bench/image-bench.ts";
import * as fields from "../../config/fields.ts";
import { seeds } from "../../config/lists.ts";
import { logarithmicPoints } from "../../config/points.ts";
import { checkImage, checkSizes } from "../../data/check.ts";
import type { Estimator } from "../../gradient/estimator.ts";
import { estimatorNamed, estimators } from "../../gradient/registry.ts";
import { trueGradient } from "../../gradient/truth.ts";
import { countOutcomes, type Relaxation } from "../../inference/outcome.ts";
import type { Parameters } from "../../network/network.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import type { Settings } from "../../rows/settings.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { fitOrder } from "../../statistics/order-fit.ts";
import { columns } from "../columns.ts";
import { equilibriumInference } from "../equilibrium-field.ts";
import type { Experiment } from "../experiment.ts";
import { requireSupported } from "../supported.ts";
import { alongsidePrecision, precisionSeries, roundoff } from "../two-precisions.ts";
import { unitInterval } from "../unit-interval.ts";
import { worstOutcome } from "../worst-outcome.ts";
import { chart, theoryText } from "./chart.ts";

/** Those that have a limit to be taken, or nothing to do with one: a dial. */
const dialled = estimators.filter(({ dial }) => dial !== null);
const names = dialled.map(({ name }) => name);

const schema = z.strictObject({
  experiment: z.literal("estimator-order"),
  estimators: z.array(z.enum(names)).min(1).default(names).describe("estimators that are compared, by name"),
  dial: unitInterval("values of each estimator's dial: λ of the loss, or γ or κ of the feedback").default(
    logarithmicPoints(1e-8, 1, 33),
  ),
  seeds: seeds.default([0, 1, 2, 3, 4]),
  engine: fields.engine,
  energy: fields.energy,
  precision: fields.precision,
  alongside: alongsidePrecision,
  dataset: fields.oneImageDataset,
  network: fields.network({ sizes: [784, 32, 16, 10], activation: "sigmoid" }),
  loss: fields.loss,
  inference: equilibriumInference({ tolerance: 1e-15 }),
});

export type EstimatorOrderConfig = z.output<typeof schema>;

type OrderSettings = BenchSettings & { readonly estimator: string; readonly dial: readonly number[] };

/** The estimate at one value of the dial: how far it is from the truth, and how its relaxations ended. */
const observe = (estimator: Estimator, { bench, twin }: ImageBench, truth: Parameters, dial: number) =>
  bench.linalg.scope(() => {
    const { gradient, relaxations: phases } = estimator.estimate(bench, dial);
    const relaxations = phases.map(({ relaxation }) => relaxation);
    const outcome = worstOutcome(relaxations);
    const { relativeDistance, cosine } = twin.compare(gradient, truth);
    const found = outcome !== "diverged" && Number.isFinite(relativeDistance) && Number.isFinite(cosine);
    return {
      relaxations,
      numbers: {
        value: dial,
        relative_error: found ? relativeDistance : null,
        cosine: found ? cosine : null,
        outcome,
        residual: largestResidual(relaxations),
        iterations:
          relaxations.length === 0 ? null : relaxations.reduce((sum, { steps }) => sum + steps[0]!, 0),
      },
    };
  });

const largestResidual = (relaxations: readonly Relaxation[]): number | null => {
  const largest = Math.max(...relaxations.map(({ residuals }) => residuals[0]!));
  return Number.isFinite(largest) ? largest : null;
};

/** One estimator on one network, along its dial; and the order at which its error vanishes. */
export const estimatorOrderWork = (given: Settings): CellResult => {
  const settings = given as unknown as OrderSettings;
  const { precision, seed, network } = settings;
  const estimator = estimatorNamed(settings.estimator);
  const { name, dial: dialName } = estimator;
  const energy = settings.energy?.file ?? estimator.energy;
  const key = { estimator: name, energy, dial: dialName, precision, seed };
  return withImageBench(settings, (image) => {
    const truth = trueGradient(image.twin.bench, estimator);
    const observations = settings.dial.map((dial) => observe(estimator, image, truth, dial));
    const rows = observations.map(({ numbers }): Row => ({ ...key, ...numbers }));
    // A force r that remains, or rounding, shifts the estimate by r/λ, and by up to r/γ^{L−1} in the lowest layer.
    const powers = dialName === "lambda" ? 1 : network.sizes.length - 2;
    const noise = (residual: number | null, dial: number): number =>
      Array.from({ length: powers }).reduce<number>(
        (sum) => sum / dial,
        Math.max(residual ?? 0, roundoff[precision]),
      );
    const fit = fitOrder(
      observations.flatMap(({ numbers: { value: dial, relative_error: error, residual } }) =>
        error === null ? [] : [{ dial, error, noise: noise(residual, dial) }],
      ),
    );
    const order: Row = {
      ...key,
      theory: estimator.order,
      order: fit?.order ?? null,
      from: fit?.from ?? null,
      to: fit?.to ?? null,
      points: fit?.points ?? 0,
      smallest_error: smallest(rows),
    };
    return {
      tables: { errors: rows, orders: [order] },
      outcomes: countOutcomes(observations.flatMap(({ relaxations }) => relaxations)),
    };
  });
};

const smallest = (rows: readonly Row[]): number | null => {
  const errors = rows.flatMap((row) => (typeof row.relative_error === "number" ? [row.relative_error] : []));
  return errors.length === 0 ? null : Math.min(...errors);
};

const keys = [
  { name: "estimator", unit: "dimensionless", meaning: "name of the estimator", role: "key" },
  {
    name: "energy",
    unit: "dimensionless",
    meaning: "name of its energy, or the module of one's own",
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
      source: "errors",
      suffix: "",
      columns: [
        ...keys,
        { name: "value", unit: "dimensionless", meaning: "value of the dial", role: "key" },
        {
          name: "relative_error",
          unit: "dimensionless",
          meaning:
            "‖estimate − truth‖ / ‖truth‖ over all weights and biases; the truth is computed in float64 for the very " +
            "parameters of the estimate: backprop, or for hopfield the implicit gradient at the free fixed point, itself good to about 1e-11; " +
            "for an energy of one's own it is the implicit gradient in float32, good to about 1e-5",
        },
        {
          ...columns.cosine,
          meaning: "cosine similarity of estimate and truth, all parameters as one vector",
        },
        {
          ...columns.outcome,
          meaning: "how the relaxations ended, the worst of them; empty if there are none",
        },
        { ...columns.residual, meaning: "largest norm of a remaining force ‖∂F/∂x‖ over the phases" },
        { ...columns.iterations, meaning: "equilibrium sweeps, all phases together" },
      ],
    },
    {
      source: "orders",
      suffix: "-orders",
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
  check: (config, dataset) => {
    checkSizes(config.network.sizes, dataset);
    checkImage(config.dataset.image, dataset.train);
    requireSupported(config, config.estimators.map(estimatorNamed), "estimators", dialled);
  },
  cells: (config, checksums) => {
    const { engine, energy, network, loss } = config;
    const dataset = { ...config.dataset, checksums };
    const inference = solverSettings(config.inference);
    return precisionSeries(config).flatMap((precision) =>
      config.estimators.flatMap((estimator) =>
        config.seeds.map((seed) => ({
          work: "estimator-order",
          settings: asSettings({
            estimator,
            dial: config.dial,
            engine,
            energy,
            precision,
            seed,
            dataset,
            network,
            loss,
            inference,
          }),
          label: `${estimator}, ${precision}, seed ${seed}`,
        })),
      ),
    );
  },
  chart,
  summarise: (tables, config) => {
    const stated = (row: Row): boolean => row.precision === config.precision;
    return {
      findings: config.estimators.map((name) => ({
        label: `${name} (${theoryText(estimatorNamed(name).order)})`,
        value: precisionSeries(config)
          .map((precision) => {
            const rows = tables["-orders"]!.filter(
              (row) => row.estimator === name && row.precision === precision,
            );
            return `${precision}: ${orderText(rows)}`;
          })
          .join("; "),
      })),
      plot: {
        title: `Relative error in ${config.precision}, mean over seeds`,
        x: { label: "λ, γ or κ", scale: "log" },
        y: { label: "relative error", scale: "log" },
        series: config.estimators.map((name) => ({
          name,
          points: meanBy(
            tables[""]!.filter((row) => stated(row) && row.estimator === name),
            "value",
            "relative_error",
          ),
        })),
      },
    };
  },
};

/** The mean of the fitted orders and their range of dials, and the smallest error that was reached. */
const orderText = (rows: readonly Row[]): string => {
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
