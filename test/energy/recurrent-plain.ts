// The recurrent energies once more, sample by sample on arrays of numbers and on the host's `Math`: the formulas of the
// papers as they stand, to compare the engine with.
import { type PlainNetwork, type PlainSample, type PlainState, plainLoss } from "../network/plain.ts";

const rates: Readonly<Record<string, (s: number) => number>> = {
  tanh: Math.tanh,
  sigmoid: (s) => 1 / (1 + Math.exp(-s)),
  linear: (s) => s,
};

/** `G(x) = ∫ f⁻¹`: what it costs a unit to hold its rate. */
const costs: Readonly<Record<string, (x: number) => number>> = {
  tanh: (x) => ((1 + x) * Math.log1p(x) + (1 - x) * Math.log1p(-x)) / 2,
  sigmoid: (x) => x * Math.log(x) + (1 - x) * Math.log1p(-x),
  linear: (x) => (x * x) / 2,
};

/** x W · y + b · y. */
const bilinear = (
  x: readonly number[],
  weights: readonly (readonly number[])[],
  bias: readonly number[],
  y: readonly number[],
): number =>
  y.reduce(
    (sum, value, j) => sum + value * x.reduce((drive, rate, i) => drive + rate * weights[i]![j]!, bias[j]!),
    0,
  );

/** `½ Σ ‖s_l‖² − Σ ρ(s_l) W_l ρ(s_{l+1})ᵀ − Σ b·ρ(s)`, the input as it is (Scellier & Bengio 2017, Eq. 1). */
export const plainHopfield = (network: PlainNetwork, sample: PlainSample, state: PlainState): number => {
  const rate = rates[network.activation]!;
  return state.reduce((energy, s, i) => {
    const below = i === 0 ? sample.input : state[i - 1]!.map(rate);
    const own = s.reduce((sum, value) => sum + (value * value) / 2, 0);
    return energy + own - bilinear(below, network.weights[i]!, network.biases[i]!, s.map(rate));
  }, 0);
};

/** `Σ γ^{k−L} [G(x_k) − (x_{k−1} W_{k−1} + b_{k−1})·x_k]`, the output linear (Xie & Seung 2003, Eq. 5). */
export const plainLayeredFeedback = (
  network: PlainNetwork,
  sample: PlainSample,
  state: PlainState,
  gamma: number,
): number =>
  state.reduce((energy, x, i) => {
    const below = i === 0 ? sample.input : state[i - 1]!;
    const cost = costs[i + 1 === state.length ? "linear" : network.activation]!;
    const held = x.reduce((sum, value) => sum + cost(value), 0);
    const matched = bilinear(below, network.weights[i]!, network.biases[i]!, x);
    return energy + gamma ** (i + 1 - state.length) * (held - matched);
  }, 0);

/** The loss of a state whose last layer is the output. */
export const plainOutputLoss = (network: PlainNetwork, sample: PlainSample, state: PlainState): number =>
  plainLoss(network.loss, state.at(-1)!, sample.target);
