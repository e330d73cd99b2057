import { chart as energyEvolution } from "../../src/experiments/energy-evolution/chart.ts";
import { chart as equilibriumDistance } from "../../src/experiments/equilibrium-distance/chart.ts";
import { chart as inferenceDistance } from "../../src/experiments/inference-distance/chart.ts";
import { chart as nudgeSweep } from "../../src/experiments/nudge-sweep/chart.ts";
import { chart as trainingAccuracy } from "../../src/experiments/training-accuracy/chart.ts";
import { chart as trainingSimilarity } from "../../src/experiments/training-similarity/chart.ts";
import type { ChartConfig } from "../../src/report/chart/setting.ts";
import type { ChartSpecification } from "../../src/rows/chart.ts";
import type { Row } from "../../src/rows/row.ts";

export const config: ChartConfig = {
  seeds: [0, 1],
  network: { sizes: [784, 128, 64, 10], activation: "relu" },
  loss: "squared-error",
  precision: "float64",
  dataset: { pixels: "unit" },
  inference: { solver: "euler", stepSize: 0.1, steps: 2, order: "simultaneous" },
  alongside: "equilibrium",
};
const training = { batchSize: 64, learningRate: 0.001 };

const seeds = config.seeds;
const inferences = ["euler", "equilibrium"];
const energies = [
  ["internal", 0.25],
  ["supervised", 0.5],
  ["total", 0.75],
] as const;
const metrics = [
  ["activity-change", 1],
  ["activity-change", 2],
  ["error-signal", "all"],
  ["weight-gradient", "all"],
  ["published-code", "all"],
] as const;

/** Each figure with its chart for a config and rows such as its experiment writes: small, exact numbers. */
export const figures: Readonly<
  Record<string, { chart: (config: ChartConfig) => ChartSpecification; rows: readonly Row[] }>
> = {
  fig2a: {
    chart: (settings) => energyEvolution({ ...settings, lambda: 1 }, "fig2a"),
    rows: inferences.flatMap((inference) =>
      (inference === "euler" ? [0, 1, 2] : [2]).flatMap((step) =>
        energies.map(([component, value]) => ({
          seed: 0,
          step,
          component,
          inference,
          value: value * (1 + step),
        })),
      ),
    ),
  },
  fig2b: {
    chart: (settings) => inferenceDistance({ ...settings, lambda: 1 }, "fig2b"),
    rows: inferences.flatMap((inference) =>
      seeds.flatMap((seed) =>
        (inference === "euler" ? [1, 2] : [null]).flatMap((step) =>
          metrics.map(([metric, layer]) => ({ seed, step, layer, metric, inference, distance: 1 + seed })),
        ),
      ),
    ),
  },
  fig2c: {
    chart: (settings) => equilibriumDistance({ ...settings, lambda: [0.01, 1] }, "fig2c"),
    rows: inferences.flatMap((inference) =>
      seeds.flatMap((seed) =>
        [0.01, 1].map((lambda) => ({
          inference,
          seed,
          lambda,
          equilibrium_distance: lambda,
          gradient_distance: 2 * lambda,
        })),
      ),
    ),
  },
  fig3a: {
    chart: (settings) => nudgeSweep(settings, "fig3a"),
    rows: inferences.flatMap((inference) =>
      seeds.flatMap((seed) =>
        [0.01, 1].map((lambda) => ({
          inference,
          seed,
          lambda,
          gradient_distance: lambda * (1 + seed),
          relative_distance: lambda,
          cosine: 1,
        })),
      ),
    ),
  },
  fig3b: {
    chart: (settings) => trainingAccuracy({ ...settings, lambda: 0.001, training }, "fig3b"),
    rows: [null, ...inferences].flatMap((inference) =>
      seeds.flatMap((seed) =>
        [0, 1, 2].map((batch) => ({
          algorithm: inference === null ? "backprop" : "pc-nudge",
          inference,
          seed,
          batch,
          loss: 2,
          accuracy: (inference === "euler" ? 0.5 : 0.25) + seed / 4,
        })),
      ),
    ),
  },
  fig3c: {
    chart: (settings) => trainingSimilarity({ ...settings, lambda: 0.001, training }, "fig3c"),
    rows: inferences.flatMap((inference) =>
      seeds.flatMap((seed) =>
        [0, 1, 2].map((batch) => ({
          inference,
          seed,
          batch,
          cosine: inference === "euler" ? 0.9990234375 : 1,
          cosine_1: 1,
        })),
      ),
    ),
  },
};
