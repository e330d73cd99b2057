import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Network } from "../network/network.ts";
import type { Tf } from "./backend.ts";
import type { Expression, Point } from "./expression.ts";
import { activation, affine } from "./functions.ts";
import type { PinnedSlopes } from "./slopes.ts";

/** The predictive-coding energy as an expression, with the prediction errors that it is made of. */
export interface PredictiveCodingExpression extends Expression {
  /** `ε_l = x_l − f(a_l)`, l = 1 … L − 1. */
  readonly errors: (tf: Tf, point: Point) => Tensor2D[];
  /** The feed-forward pass `x_1 … x_{L−1}`: the free phase. */
  readonly free: (tf: Tf, point: Omit<Point, "states">) => Tensor2D[];
}

/** `I = ½ Σ_{l=1}^{L−1} π_l ‖x_l − f(a_l)‖²` (Eq. 3). The one constant is `a_1 = x_0 W_0 + b_0`: the input is clamped.
 * `slopes`: of a network with units on their kinks. */
export const predictiveCodingExpression = (
  network: Network,
  precisions: readonly number[],
  slopes: PinnedSlopes | null = null,
): PredictiveCodingExpression => {
  const respond = (tf: Tf, a: Tensor2D, i: number): Tensor2D =>
    slopes === null ? activation[network.activation](tf, a) : slopes.respond(tf, a, i);
  const last = network.sizes.length - 2;

  const errors: PredictiveCodingExpression["errors"] = (tf, { states, parameters, constants }) =>
    states.map((x, i) => {
      const a = i === 0 ? constants[0]! : affine(tf, states[i - 1]!, parameters, i);
      return tf.sub(x, respond(tf, a, i));
    });
  return {
    errors,
    perSample: (tf, point) =>
      tf.addN(
        errors(tf, point).map(
          (error, i): Tensor1D => tf.mul(0.5 * precisions[i]!, tf.sum(tf.square(error), 1)),
        ),
      ),
    total: (tf, point) =>
      tf.addN(
        errors(tf, point).map((error, i): Scalar => tf.mul(0.5 * precisions[i]!, tf.sum(tf.square(error)))),
      ),
    constants: (tf, { input, parameters }) => [affine(tf, input(), parameters, 0)],
    output: (tf, { states, parameters }) => affine(tf, states.at(-1)!, parameters, last),
    free: (tf, { parameters, constants }) => {
      const states = [respond(tf, constants[0]!, 0)];
      for (let l = 1; l < last; l++) states.push(respond(tf, affine(tf, states.at(-1)!, parameters, l), l));
      return states;
    },
  };
};
