import { z } from "zod";
import { asSettings, solverSettings } from "../../bench/cell-settings.ts";
import { type BenchSettings, withImageBench } from "../../bench/image-bench.ts";
import * as fields from "../../config/fields.ts";
import { seeds } from "../../config/lists.ts";
import { logarithmicPoints } from "../../config/points.ts";
import { geometric } from "../../energy/precisions.ts";
import { bindEnergy, energies } from "../../energy/registry.ts";
import type { Comparison } from "../../gradient/compare.ts";
import { trueGradient } from "../../gradient/truth.ts";
import { contrastive, twoPhaseEstimate } from "../../gradient/two-phase.ts";
import { requireBounded } from "../../inference/diverged.ts";
import { countOutcomes, type Relaxation } from "../../inference/outcome.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import type { Settings } from "../../rows/settings.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { fitOrder } from "../../statistics/order-fit.ts";
import { columns } from "../columns.ts";
import { equilibriumInference } from "../equilibrium-field.ts";
import type { Experiment } from "../experiment.ts";
import { checkOneImage } from "../image-cells.ts";
import { alongsidePrecision, precisionSeries, roundoff } from "../two-precisions.ts";
import { unitInterval } from "../unit-interval.ts";
import { worstOutcome } from "../worst-outcome.ts";
import { chart } from "./chart.ts";

const schema = z.strictObject({
  experiment: z.literal("feedback-sweep"),
  gamma: unitInterval("strengths γ of the feedback connections").default(logarithmicPoints(1e-10, 1, 41)),
  seeds: seeds.default([0, 1, 2, 3, 4]),
  precision: fields.precision,
  alongside: alongsidePrecision,
  dataset: fields.oneImageDataset,
  network: fields.network({ sizes: [784, 64, 32, 16, 10], activation: "tanh" }),
  loss: z
    .literal("squared-error")
    .default("squared-error")
    .describe("supervised loss L on the output layer: the one that a clamped output minimises"),
  inference: equilibriumInference({ tolerance: 1e-15 }),
});

export type FeedbackSweepConfig = z.output<typeof schema>;

type FeedbackSettings = BenchSettings & { readonly gamma: readonly number[] };

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Contrastive Hebbian learning on one network along γ: how far each layer's estimate is from backprop. */
export const feedbackSweepWork = (given: Settings): CellResult => {
  const settings = given as unknown as FeedbackSettings;
  const { precision, seed, network, inference, gamma: strengths } = settings;
  return withImageBench(settings, ({ bench, twin }) => {
    const { linalg, problem } = bench;
    const truth = trueGradient(twin.bench, { truth: "backprop", energy: "layered-feedback" });
    const relaxed: Relaxation[] = [];
    const rows = strengths.flatMap((gamma): Row[] =>
      linalg.scope(() => {
        const energy = bindEnergy(linalg, energies["layered-feedback"], problem, gamma);
        const { gradient, relaxations } = twoPhaseEstimate(
          linalg,
          energy,
          network.sizes,
          contrastive,
          inference,
        );
        for (const { nudge, relaxation } of relaxations)
          requireBounded(linalg, energy, nudge, inference, relaxation);
        const phases = relaxations.map(({ relaxation }) => relaxation);
        relaxed.push(...phases);
        const walls = geometric(1 / gamma, network.sizes.length - 1);
        const notes = {
          outcome: worstOutcome(phases),
          residual: Math.max(...phases.map(({ residuals }) => residuals[0]!)),
        };
        const row = (layer: string, { relativeDistance, cosine }: Comparison, wall: number | null): Row => ({
          precision,
          seed,
          gamma,
          layer,
          relative_error: finite(relativeDistance),
          cosine: finite(cosine),
          wall,
          ...notes,
        });
        return [
          ...twin
            .compareLayers(gradient, truth)
            .map((layer, i) => row(String(i + 1), layer, roundoff[precision] * walls[i]!)),
          row("all", twin.compare(gradient, truth), null),
        ];
      }),
    );
    return { tables: { errors: rows }, outcomes: countOutcomes(relaxed) };
  });
};

export const feedbackSweep: Experiment<FeedbackSweepConfig> = {
  name: "feedback-sweep",
  figure: "",
  question:
    "How weak must the feedback of contrastive Hebbian learning be, and how weak may it be before rounding wins?",
  schema,
  tables: () => [
    {
      source: "errors",
      suffix: "",
      columns: [
        {
          name: "precision",
          unit: "dimensionless",
          meaning: "arithmetic: float64 or float32",
          role: "key",
        },
        columns.seed,
        { name: "gamma", unit: "dimensionless", meaning: "strength γ of the feedback", role: "key" },
        {
          name: "layer",
          unit: "dimensionless",
          meaning: "layer k = 1 … L into which the weights and biases lead; all for the whole gradient",
          role: "key",
        },
        {
          name: "relative_error",
          unit: "dimensionless",
          meaning: "‖estimate − backprop‖ / ‖backprop‖ over the weights and biases of the layer",
        },
        {
          ...columns.cosine,
          meaning: "cosine similarity of estimate and backprop; empty for an estimate of 0",
        },
        {
          name: "wall",
          unit: "dimensionless",
          meaning:
            "ε γ^{−(L−k)}, ε the unit roundoff: size of the rounding of activities of order 1 in the layer's estimate",
          role: "note",
        },
        { ...columns.outcome, meaning: "how the two relaxations ended, the worse of them" },
        { ...columns.residual, meaning: "larger norm of the remaining force of the two phases" },
      ],
    },
  ],
  check: checkOneImage,
  cells: (config, checksums) => {
    const { gamma, network, loss } = config;
    const dataset = { ...config.dataset, checksums };
    const inference = solverSettings(config.inference);
    return precisionSeries(config).flatMap((precision) =>
      config.seeds.map((seed) => ({
        work: "feedback-sweep",
        settings: asSettings({ gamma, precision, seed, dataset, network, loss, inference }),
        label: `${precision}, seed ${seed}`,
      })),
    );
  },
  chart,
  summarise: (tables, config) => {
    const layers = [...config.network.sizes.slice(1).map((_, l) => String(l + 1)), "all"];
    const curve = (precision: string, layer: string, column = "relative_error") =>
      meanBy(
        tables[""]!.filter((row) => row.precision === precision && row.layer === layer),
        "gamma",
        column,
      );
    /** The wall of the layer; the whole gradient has that of the lowest one. */
    const walls = (precision: string, layer: string) =>
      new Map(curve(precision, layer === "all" ? "1" : layer, "wall"));
    return {
      findings: precisionSeries(config).flatMap((precision) =>
        layers.flatMap((layer) => {
          const points = curve(precision, layer);
          if (points.length === 0) return [];
          const [at, least] = points.reduce((best, point) => (point[1] < best[1] ? point : best));
          const wall = walls(precision, layer);
          const fit = fitOrder(points.map(([dial, error]) => ({ dial, error, noise: wall.get(dial)! })));
          const order = fit === null ? "" : `, order ${fit.order.toFixed(2)} above`;
          return [
            {
              label: `${precision}, ${layer === "all" ? "whole gradient" : `layer ${layer}`}`,
              value: `smallest relative error ${least.toExponential(1)} at γ = ${at}${order}`,
            },
          ];
        }),
      ),
      plot: {
        title: `Relative error of each layer in ${config.precision}, mean over seeds`,
        x: { label: "γ", scale: "log" },
        y: { label: "relative error", scale: "log" },
        series: layers.slice(0, -1).map((layer) => ({
          name: `layer ${layer}`,
          points: curve(config.precision, layer),
        })),
      },
    };
  },
};
