import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { depth, type Network } from "../network/network.ts";
import type { Tf } from "./backend.ts";
import type { Expression, Point } from "./expression.ts";
import { activationOf } from "./functions.ts";
import type { Respond } from "./slopes.ts";
import { layersFromInput, tensorWiring } from "./wiring.ts";

/** The predictive-coding energy as an expression, with the prediction errors that it is made of. */
export interface PredictiveCodingExpression extends Expression {
  /** `ε_l = x_l − f(a_l)`, l = 1 … L − 1. */
  readonly errors: (tf: Tf, point: Point) => Tensor2D[];
  /** The feed-forward pass `x_1 … x_{L−1}`: the free phase. */
  readonly free: (tf: Tf, point: Omit<Point, "states">) => Tensor2D[];
  /** `f(a_l)` of a hidden layer, or o, where the layers below are at those states. */
  readonly predict: (tf: Tf, point: Point, l: number) => { readonly a: Tensor2D; readonly x: Tensor2D };
}

/**
 * `I = ½ Σ_{l=1}^{L−1} π_l ‖x_l − f_l(a_l)‖²` (Eq. 3). Constants: what the clamped input gives to the layers that it reaches.
 * `respond`: what activations answer in a network with units on their kinks.
 */
export const predictiveCodingExpression = (
  network: Network,
  precisions: readonly number[],
  respond: Respond | null = null,
): PredictiveCodingExpression => {
  const wiring = tensorWiring(network);
  const reached = layersFromInput(network);
  const layers = depth(network);

  const preactivation = (tf: Tf, { states, parameters, constants }: Point, l: number): Tensor2D =>
    wiring.drive(
      tf,
      l,
      constants[reached.indexOf(l)] ?? null,
      states,
      parameters,
      respond === null ? undefined : (_, x, from, kind) => respond(tf, x, kind, from, kind),
    );

  const predict: PredictiveCodingExpression["predict"] = (tf, point, l) => {
    const a = preactivation(tf, point, l);
    const kind = network.layers[l - 1]!.activation;
    if (l === layers) return { a, x: a };
    return { a, x: respond === null ? activationOf(kind)(tf, a) : respond(tf, a, kind, l, null) };
  };

  const errors: PredictiveCodingExpression["errors"] = (tf, point) =>
    point.states.map((x, i) => tf.sub(x, predict(tf, point, i + 1).x));

  return {
    errors,
    predict,
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
    constants: (tf, { input, parameters }) =>
      reached.map((l) => wiring.fromInput(tf, l, input(), parameters)!),
    output: (tf, point) => preactivation(tf, point, layers),
    free: (tf, point) => {
      const states: Tensor2D[] = [];
      for (let l = 1; l < layers; l++) states.push(predict(tf, { ...point, states }, l).x);
      return states;
    },
  };
};
