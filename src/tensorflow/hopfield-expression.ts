import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Network } from "../network/network.ts";
import type { Tf } from "./backend.ts";
import type { Expression, Point } from "./expression.ts";
import { activation, affine } from "./functions.ts";

/**
 * `E = ½ Σ_{l≥1} ‖s_l‖² − Σ_{l≥0} (ρ(s_l) W_l + b_l)·ρ(s_{l+1})`, `ρ(s_0) = s_0` (Scellier & Bengio 2017). The one constant is
 * `s_0 W_0 + b_0`: the input is clamped.
 */
export const hopfieldExpression = (network: Network): Expression => {
  const respond = activation[network.activation];
  /** What is summed over the units: `½ s_l² − drive_l ρ(s_l)` of each layer. */
  const densities = (tf: Tf, { states, parameters, constants }: Point): Tensor2D[] => {
    const rates = states.map((s) => respond(tf, s));
    return states.map((s, i) => {
      const drive = i === 0 ? constants[0]! : affine(tf, rates[i - 1]!, parameters, i);
      return tf.sub(tf.mul(0.5, tf.square(s)), tf.mul(drive, rates[i]!));
    });
  };
  return {
    perSample: (tf, point) => tf.addN(densities(tf, point).map((density): Tensor1D => tf.sum(density, 1))),
    total: (tf, point) => tf.addN(densities(tf, point).map((density): Scalar => tf.sum(density))),
    constants: (tf, { input, parameters }) => [affine(tf, input(), parameters, 0)],
    output: (_, { states }) => states.at(-1)!,
  };
};
