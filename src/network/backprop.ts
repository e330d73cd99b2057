import type { Linalg, LossKind, Matrix } from "../linalg/linalg.ts";
import type { ForwardPass } from "./feed-forward.ts";
import { type Network, type Parameters, zeroParameters } from "./network.ts";

/** The gradient of backpropagation at a feed-forward pass; sums over the batch. */
export interface BackpropGradient {
  /** `∂L/∂θ`, summed over the batch. */
  readonly parameters: Parameters;
  /** `∂L/∂x_l` [batch, n_l] per sample, l = 1 … L − 1. */
  readonly activities: readonly Matrix[];
}

/**
 * Gradient of `signals_l = ∂E/∂a_l` with respect to θ, summed over the batch: `∂E/∂W_l = x_lᵀ signal_{l+1}`,
 * `∂E/∂b_l = Σ signal_{l+1}`. `layers = [x_0 … x_{L−1}]`, `signals = [signal_1 … signal_L]`. Every layered energy
 * ends here.
 */
export const outerProducts = (
  linalg: Linalg,
  layers: readonly Matrix[],
  signals: readonly Matrix[],
  gradient: Parameters,
): void => {
  signals.forEach((signal, l) => {
    linalg.values(gradient.weights[l]!).fill(0);
    linalg.accumulateTransposedProduct(layers[l]!, linalg.pack(signal), gradient.weights[l]!);
    linalg.sumRows(signal, gradient.biases[l]!);
  });
};

/**
 * Backpropagation (Rumelhart et al. 1986): `δ_L = ∂L/∂o`, `∂L/∂x_l = δ_{l+1} W_lᵀ`, `δ_l = ∂L/∂x_l ∘ f′(a_l)`,
 * `∂L/∂W_l = x_lᵀ δ_{l+1}`. Exact.
 */
export const backprop = (
  linalg: Linalg,
  network: Network,
  parameters: Parameters,
  pass: ForwardPass,
  loss: LossKind,
  target: Matrix,
): BackpropGradient => {
  const output = pass.preactivations.at(-1)!;
  let delta = linalg.matrix(output.rows, output.columns);
  linalg.outputError(loss, output, target, delta);
  const deltas = [delta];
  const activities: Matrix[] = [];
  for (let l = pass.activities.length; l >= 1; l--) {
    const { rows, columns } = pass.activities[l - 1]!;
    const gradient = linalg.matrix(rows, columns);
    linalg.accumulateProduct(delta, linalg.packTransposed(parameters.weights[l]!), gradient);
    activities.unshift(gradient);
    delta = linalg.matrix(rows, columns);
    linalg.scaledHadamard(1, gradient, pass.slopes[l - 1]!, delta);
    deltas.unshift(delta);
  }
  const gradient = zeroParameters(linalg, network.sizes);
  outerProducts(linalg, [pass.input, ...pass.activities], deltas, gradient);
  return { parameters: gradient, activities };
};
