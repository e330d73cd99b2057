import { readFileSync } from "node:fs";
import type { Energy } from "../src/energy/energy.ts";
import { unitPrecisions } from "../src/energy/precisions.ts";
import { bindPredictiveCoding } from "../src/energy/predictive-coding/record.ts";
import type { Linalg, LossKind, Matrix, Precision } from "../src/linalg/linalg.ts";
import type { ActivationKind } from "../src/network/activation.ts";
import { backprop } from "../src/network/backprop.ts";
import { feedForward } from "../src/network/feed-forward.ts";
import { chain, type Network } from "../src/network/network.ts";
import { layoutOf, type Parameters, zeroParameters } from "../src/network/parameters.ts";
import { engine } from "./network/problem.ts";

export type Rows = number[][];

export interface GoldenParameters {
  weights: Rows[];
  biases: number[][];
}

/** One of the float64 reference files in `golden/`, made by an independent implementation. */
export interface GoldenPredictiveCoding {
  name: string;
  sizes: number[];
  activation: ActivationKind;
  loss: LossKind;
  weights: Rows[];
  biases: number[][];
  input: Rows;
  target: Rows;
  feedforward: { hidden: Rows[]; output: Rows };
  backprop: { lossSum: number; gradientSum: GoldenParameters; activityGradient: Rows[] };
  firstForce: Rows[];
  euler: {
    lambda: number;
    stepSize: number;
    steps: number;
    internalSum: number[];
    supervisedSum: number[];
    hidden: Rows[];
    estimateSum: GoldenParameters;
  };
  equilibrium?: { lambda: number; hidden: Rows[]; estimateSum: GoldenParameters };
}

export const goldenNames = [
  "pc-linear-squared-error",
  "pc-relu-squared-error",
  "pc-sigmoid-cross-entropy",
  "pc-tanh-cross-entropy-small-lambda",
  "pc-tanh-squared-error",
] as const;

export const readGolden = <T = GoldenPredictiveCoding>(name: string): T =>
  JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8")) as T;

export const toMatrix = (linalg: Linalg, rows: Rows): Matrix => {
  const matrix = linalg.matrix(rows.length, rows[0]!.length);
  linalg.values(matrix).set(rows.flat());
  return matrix;
};

export const toParameters = (
  linalg: Linalg,
  sizes: readonly number[],
  golden: GoldenParameters,
): Parameters => {
  const parameters = zeroParameters(linalg, layoutOf(chain({ sizes: sizes, activation: "linear" })));
  golden.weights.forEach((w, l) => {
    linalg.values(parameters.weights[l]!).set(w.flat());
  });
  golden.biases.forEach((b, l) => {
    linalg.values(parameters.biases[l]!).set(b);
  });
  return parameters;
};

export const flat = (golden: GoldenParameters): number[] =>
  golden.weights.flatMap((w, l) => [...w.flat(), ...golden.biases[l]!]);

/** ‖found − expected‖ / ‖expected‖. */
export const relativeError = (found: ArrayLike<number>, expected: ArrayLike<number>): number => {
  if (found.length !== expected.length)
    throw new Error(`${found.length} numbers, expected ${expected.length}`);
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (found[i]! - expected[i]!) ** 2;
    size += expected[i]! ** 2;
  }
  return Math.sqrt(difference / size);
};

export interface Problem {
  linalg: Linalg;
  network: Network;
  parameters: Parameters;
  input: Matrix;
  target: Matrix;
  loss: LossKind;
  energy: Energy;
  truth: Parameters;
}

/** A golden network in an engine of the given precision, with its PC energy and its true gradient (a sum). */
export const load = (golden: GoldenPredictiveCoding, precision: Precision = "float64"): Problem => {
  const linalg = engine(precision);
  const network = chain({ sizes: golden.sizes, activation: golden.activation });
  const parameters = toParameters(linalg, golden.sizes, golden);
  const input = toMatrix(linalg, golden.input);
  const target = toMatrix(linalg, golden.target);
  const { loss } = golden;
  const pass = feedForward(linalg, network, parameters, input);
  const precisions = unitPrecisions(network.sizes);
  const energy = bindPredictiveCoding(linalg, { precisions, loss, pass, target });
  const truth = backprop(linalg, pass, loss, target).parameters;
  return { linalg, network, parameters, input, target, loss, energy, truth };
};
