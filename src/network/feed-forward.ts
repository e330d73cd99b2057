import type { Linalg, Matrix, Packed } from "../linalg/linalg.ts";
import { depth, type Network, type Parameters } from "./network.ts";

/** The feed-forward pass; index l − 1 holds layer l. */
export interface ForwardPass {
  /** `x_0` [batch, n_0]. */
  readonly input: Matrix;
  /** `a_l` [batch, n_l], l = 1 … L; the last is the output o. */
  readonly preactivations: readonly Matrix[];
  /** `x_l = f(a_l)` [batch, n_l], l = 1 … L − 1. */
  readonly activities: readonly Matrix[];
  /** `f′(a_l)` [batch, n_l], l = 1 … L − 1. */
  readonly slopes: readonly Matrix[];
}

/** preactivation = x W + b, for x [batch, n_l] and W packed. */
export const affine = (
  linalg: Linalg,
  x: Matrix,
  weights: Packed,
  bias: Matrix,
  preactivation: Matrix,
): void => {
  linalg.repeatRow(bias, preactivation);
  linalg.accumulateProduct(x, weights, preactivation);
};

/** The feed-forward pass of the network: `a_{l+1} = f(a_l) W_l + b_l`, started from `a_1 = x_0 W_0 + b_0`. */
export const feedForward = (
  linalg: Linalg,
  network: Network,
  parameters: Parameters,
  input: Matrix,
): ForwardPass => {
  const preactivations: Matrix[] = [];
  const activities: Matrix[] = [];
  const slopes: Matrix[] = [];
  let x = input;
  for (let l = 1; l <= depth(network); l++) {
    const a = linalg.matrix(input.rows, network.sizes[l]!);
    affine(linalg, x, linalg.pack(parameters.weights[l - 1]!), parameters.biases[l - 1]!, a);
    preactivations.push(a);
    if (l === depth(network)) break;
    x = linalg.matrix(a.rows, a.columns);
    const slope = linalg.matrix(a.rows, a.columns);
    linalg.activate(network.activation, a, x, slope);
    activities.push(x);
    slopes.push(slope);
  }
  return { input, preactivations, activities, slopes };
};
