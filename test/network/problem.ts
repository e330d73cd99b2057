import { kernelBytes } from "../../src/bench/kernel-bytes.ts";
import type { PredictiveCoding } from "../../src/energy/predictive-coding/energy.ts";
import { bindPredictiveCoding } from "../../src/energy/predictive-coding/record.ts";
import {
  createLinalg,
  type Linalg,
  type LossKind,
  type Matrix,
  type Precision,
} from "../../src/linalg/linalg.ts";
import type { ActivationKind } from "../../src/network/activation.ts";
import { type BackpropGradient, backprop } from "../../src/network/backprop.ts";
import { type ForwardPass, feedForward } from "../../src/network/feed-forward.ts";
import { chain, type Network } from "../../src/network/network.ts";
import { layoutOf, type Parameters, zeroParameters } from "../../src/network/parameters.ts";
import { randomNumbers } from "../random/numbers.ts";
import type { PlainNetwork, PlainSample, PlainState } from "./plain.ts";

const engines = new Map<Precision, Linalg>();

/** One engine a precision for all tests of a file. */
export const engine = (precision: Precision = "float64"): Linalg => {
  const known = engines.get(precision) ?? createLinalg(precision, kernelBytes(precision));
  engines.set(precision, known);
  return known;
};

/** What is measured as a claim is lives in them. */
export const laboratory = { linalg: engine };

export interface Setup {
  readonly sizes: readonly number[];
  readonly activation?: ActivationKind;
  readonly loss?: LossKind;
  readonly batch?: number;
  readonly seed?: number;
  readonly precisions?: readonly number[];
  /** Weights are uniform in ± gain √(3 / fan-in): an activity's variance is kept for gain 1 and f linear. */
  readonly gain?: number;
  readonly biasBound?: number;
  readonly precision?: Precision;
}

export interface Problem {
  readonly linalg: Linalg;
  readonly network: Network;
  readonly parameters: Parameters;
  readonly input: Matrix;
  readonly target: Matrix;
  readonly loss: LossKind;
  readonly precisions: readonly number[];
  readonly pass: ForwardPass;
  readonly energy: PredictiveCoding;
  /** Sums over the batch. */
  readonly truth: BackpropGradient;
}

/** A random network, batch and targets (one-hot for cross-entropy), the same draws in both precisions. */
export const randomProblem = (setup: Setup): Problem => {
  const {
    sizes,
    activation = "tanh",
    loss = "squared-error",
    batch = 1,
    seed = 1,
    gain = 1,
    biasBound = 0.3,
  } = setup;
  const precisions = setup.precisions ?? sizes.slice(1, -1).map(() => 1);
  const linalg = engine(setup.precision);
  const draw = randomNumbers(seed);
  const parameters = zeroParameters(linalg, layoutOf(chain({ sizes: sizes, activation: "linear" })));
  parameters.weights.forEach((weights, l) => {
    const bound = gain * Math.sqrt(3 / weights.rows);
    linalg.values(weights).forEach((_, k, values) => {
      values[k] = bound * draw();
    });
    linalg.values(parameters.biases[l]!).forEach((_, k, values) => {
      values[k] = biasBound * draw();
    });
  });
  const input = linalg.matrix(batch, sizes[0]!);
  linalg.values(input).forEach((_, k, values) => {
    values[k] = draw();
  });
  const classes = sizes.at(-1)!;
  const target = linalg.matrix(batch, classes);
  for (let row = 0; row < batch; row++) {
    const label = Math.floor(((draw() + 1) / 2) * classes);
    for (let k = 0; k < classes; k++) {
      linalg.values(target)[row * classes + k] = loss === "cross-entropy" ? Number(k === label) : draw();
    }
  }
  return bind(linalg, chain({ sizes, activation }), parameters, input, target, loss, precisions);
};

/** The first random problem whose hidden units are far enough from a kink for difference quotients. */
export const clearProblem = (setup: Setup): Problem => {
  for (let seed = setup.seed ?? 1; ; seed++) {
    const problem = randomProblem({ ...setup, seed });
    const hidden = flatten(problem.linalg, problem.pass.preactivations.slice(0, -1));
    if (Math.min(...hidden.map(Math.abs)) > 0.02) return problem;
  }
};

/** The energy and the true gradient of given parameters, inputs and targets. */
export const bind = (
  linalg: Linalg,
  network: Network,
  parameters: Parameters,
  input: Matrix,
  target: Matrix,
  loss: LossKind,
  precisions: readonly number[],
): Problem => {
  const pass = feedForward(linalg, network, parameters, input);
  const energy = bindPredictiveCoding(linalg, { precisions, loss, pass, target });
  const truth = backprop(linalg, pass, loss, target);
  return { linalg, network, parameters, input, target, loss, precisions, pass, energy, truth };
};

/** The rows `samples` of the problem's batch, as a problem of their own in the same network. */
export const someSamples = (problem: Problem, samples: readonly number[]): Problem => {
  const { linalg, network, parameters, loss, precisions } = problem;
  const rows = (from: Matrix): Matrix => {
    const to = linalg.matrix(samples.length, from.columns);
    linalg.values(to).set(samples.flatMap((sample) => row(linalg, from, sample)));
    return to;
  };
  return bind(linalg, network, parameters, rows(problem.input), rows(problem.target), loss, precisions);
};

export const row = (linalg: Linalg, matrix: Matrix, sample: number): number[] =>
  Array.from(linalg.values(matrix).subarray(sample * matrix.columns, (sample + 1) * matrix.columns));

/** All layers as one list of numbers. */
export const flatten = (linalg: Linalg, layers: readonly Matrix[]): number[] =>
  layers.flatMap((x) => Array.from(linalg.values(x)));

export const numbers = (linalg: Linalg, matrix: Matrix): number[] => Array.from(linalg.values(matrix));

export const likeState = (linalg: Linalg, state: readonly Matrix[]): Matrix[] =>
  state.map((x) => linalg.matrix(x.rows, x.columns));

export const toPlain = (problem: Problem): PlainNetwork => {
  const { linalg, network, parameters, loss, precisions } = problem;
  return {
    activation: network.activation,
    loss,
    precisions,
    weights: parameters.weights.map((w) => Array.from({ length: w.rows }, (_, i) => row(linalg, w, i))),
    biases: parameters.biases.map((b) => numbers(linalg, b)),
  };
};

export const toPlainSample = ({ linalg, input, target }: Problem, sample: number): PlainSample => ({
  input: row(linalg, input, sample),
  target: row(linalg, target, sample),
});

export const toPlainState = (linalg: Linalg, state: readonly Matrix[], sample: number): PlainState =>
  state.map((x) => row(linalg, x, sample));
