// Predictive coding and backprop once more, sample by sample on arrays of numbers and on the host's `Math`: the
// formulas of the paper as they stand, to compare the engine with.
import type { LossKind } from "../../src/linalg/linalg.ts";
import type { ActivationKind } from "../../src/network/activation.ts";

export interface PlainNetwork {
  readonly activation: ActivationKind;
  readonly loss: LossKind;
  /** `weights[l][i][j]` leads from unit i of layer l to unit j of layer l + 1. */
  readonly weights: readonly (readonly (readonly number[])[])[];
  readonly biases: readonly (readonly number[])[];
  /** π_1 … π_{L−1}. */
  readonly precisions: readonly number[];
}

export interface PlainSample {
  readonly input: readonly number[];
  readonly target: readonly number[];
}

/** x_1 … x_{L−1}. */
export type PlainState = number[][];

export interface PlainGradient {
  readonly weights: number[][][];
  readonly biases: number[][];
}

/** Φ(a) = ½ + φ(a) (a + a³/3 + a⁵/15 + …), Abramowitz & Stegun 26.2.11; for |a| of a few. */
const normal = (a: number): number => {
  let [term, sum] = [a, a];
  for (let k = 3; Math.abs(term) > 1e-18; k += 2) {
    term *= (a * a) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-a * a) / 2)) / Math.sqrt(2 * Math.PI);
};

const functions: Readonly<Record<ActivationKind, (a: number) => number>> = {
  relu: (a) => Math.max(0, a),
  tanh: Math.tanh,
  sigmoid: (a) => 1 / (1 + Math.exp(-a)),
  linear: (a) => a,
  softplus: (a) => Math.log1p(Math.exp(a)),
  gelu: (a) => a * normal(a),
  silu: (a) => a / (1 + Math.exp(-a)),
  "leaky-relu": (a) => (a > 0 ? a : 0.01 * a),
  elu: (a) => (a > 0 ? a : Math.expm1(a)),
};

const slopes: Readonly<Record<ActivationKind, (a: number) => number>> = {
  relu: (a) => (a > 0 ? 1 : 0),
  tanh: (a) => 1 / Math.cosh(a) ** 2,
  sigmoid: (a) => 1 / (2 + Math.exp(a) + Math.exp(-a)),
  linear: () => 1,
  softplus: (a) => 1 / (1 + Math.exp(-a)),
  gelu: (a) => normal(a) + (a * Math.exp((-a * a) / 2)) / Math.sqrt(2 * Math.PI),
  silu: (a) => (1 + a / (1 + Math.exp(a))) / (1 + Math.exp(-a)),
  "leaky-relu": (a) => (a > 0 ? 1 : 0.01),
  elu: (a) => (a > 0 ? 1 : Math.exp(a)),
};

const affine = (
  x: readonly number[],
  weights: readonly (readonly number[])[],
  bias: readonly number[],
): number[] => bias.map((b, j) => x.reduce((sum, value, i) => sum + value * weights[i]![j]!, b));

const softmax = (o: readonly number[]): number[] => {
  const top = Math.max(...o);
  const exponentials = o.map((value) => Math.exp(value - top));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
};

export const plainLoss = (loss: LossKind, o: readonly number[], target: readonly number[]): number =>
  loss === "squared-error"
    ? o.reduce((sum, value, j) => sum + (value - target[j]!) ** 2 / 2, 0)
    : softmax(o).reduce((sum, p, j) => (target[j] === 0 ? sum : sum - target[j]! * Math.log(p)), 0);

export const plainOutputError = (loss: LossKind, o: readonly number[], target: readonly number[]): number[] =>
  (loss === "squared-error" ? o : softmax(o)).map((prediction, j) => prediction - target[j]!);

/** a_1 … a_L at the state x_1 … x_{L−1}. */
export const plainPreactivations = (
  network: PlainNetwork,
  sample: PlainSample,
  state: PlainState,
): number[][] =>
  network.weights.map((weights, l) =>
    affine(l === 0 ? sample.input : state[l - 1]!, weights, network.biases[l]!),
  );

/** The free phase x̄. */
export const plainFreePhase = (network: PlainNetwork, sample: PlainSample): PlainState => {
  const state: PlainState = [];
  for (let l = 0; l + 1 < network.weights.length; l++) {
    const below = l === 0 ? sample.input : state[l - 1]!;
    state.push(affine(below, network.weights[l]!, network.biases[l]!).map(functions[network.activation]));
  }
  return state;
};

/** ε_1 … ε_{L−1}. */
export const plainErrors = (network: PlainNetwork, sample: PlainSample, state: PlainState): number[][] => {
  const preactivations = plainPreactivations(network, sample, state);
  return state.map((x, l) =>
    x.map((value, i) => value - functions[network.activation](preactivations[l]![i]!)),
  );
};

export const plainInternal = (network: PlainNetwork, sample: PlainSample, state: PlainState): number =>
  plainErrors(network, sample, state).reduce(
    (sum, error, l) => error.reduce((s, value) => s + (network.precisions[l]! * value ** 2) / 2, sum),
    0,
  );

export const plainSupervised = (network: PlainNetwork, sample: PlainSample, state: PlainState): number =>
  plainLoss(network.loss, plainPreactivations(network, sample, state).at(-1)!, sample.target);

/** ∂F/∂a_1 … ∂F/∂a_L. */
const plainSignals = (
  network: PlainNetwork,
  sample: PlainSample,
  state: PlainState,
  lambda: number,
): number[][] => {
  const preactivations = plainPreactivations(network, sample, state);
  const hidden = plainErrors(network, sample, state).map((error, l) =>
    error.map(
      (value, i) => -network.precisions[l]! * value * slopes[network.activation](preactivations[l]![i]!),
    ),
  );
  const output = plainOutputError(network.loss, preactivations.at(-1)!, sample.target);
  return [...hidden, output.map((value) => lambda * value)];
};

/** −∂F/∂x. */
export const plainForce = (
  network: PlainNetwork,
  sample: PlainSample,
  state: PlainState,
  lambda: number,
): number[][] => {
  const signals = plainSignals(network, sample, state, lambda);
  return plainErrors(network, sample, state).map((error, l) =>
    error.map(
      (value, i) =>
        -network.precisions[l]! * value -
        network.weights[l + 1]![i]!.reduce((sum, weight, j) => sum + weight * signals[l + 1]![j]!, 0),
    ),
  );
};

const outer = (sample: PlainSample, state: PlainState, signals: readonly number[][]): PlainGradient => ({
  weights: signals.map((signal, l) =>
    (l === 0 ? sample.input : state[l - 1]!).map((x) => signal.map((s) => x * s)),
  ),
  biases: signals.map((signal) => [...signal]),
});

/** ∂F/∂θ. */
export const plainParameterGradient = (
  network: PlainNetwork,
  sample: PlainSample,
  state: PlainState,
  lambda: number,
): PlainGradient => outer(sample, state, plainSignals(network, sample, state, lambda));

/** ∂L/∂θ and ∂L/∂x_l by the chain rule at the free phase. */
export const plainBackprop = (network: PlainNetwork, sample: PlainSample) => {
  const free = plainFreePhase(network, sample);
  const preactivations = plainPreactivations(network, sample, free);
  let delta = plainOutputError(network.loss, preactivations.at(-1)!, sample.target);
  const deltas = [delta];
  const activities: number[][] = [];
  for (let l = free.length; l >= 1; l--) {
    const gradient = network.weights[l]!.map((row) => row.reduce((sum, w, j) => sum + w * delta[j]!, 0));
    activities.unshift(gradient);
    delta = gradient.map((g, i) => g * slopes[network.activation](preactivations[l - 1]![i]!));
    deltas.unshift(delta);
  }
  return { activities, parameters: outer(sample, free, deltas) };
};

/** All states of Euler's method from the free phase, the start included; all layers move at once. */
export const plainEuler = (
  network: PlainNetwork,
  sample: PlainSample,
  lambda: number,
  stepSize: number,
  steps: number,
): PlainState[] => {
  const states = [plainFreePhase(network, sample)];
  for (let step = 0; step < steps; step++) {
    const state = states.at(-1)!;
    const force = plainForce(network, sample, state, lambda);
    states.push(state.map((x, l) => x.map((value, i) => value + stepSize * force[l]![i]!)));
  }
  return states;
};

export const plainVector = (gradient: PlainGradient): number[] =>
  gradient.weights.flatMap((weights, l) => [...weights.flat(), ...gradient.biases[l]!]);
