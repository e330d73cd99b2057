import type { Tensor1D } from "@tensorflow/tfjs-core";
import type { Network } from "../network/network.ts";
import { type Expression, sumOf } from "./expression.ts";
import { activation, affine } from "./functions.ts";

/**
 * `E = ½ Σ_{l≥1} ‖s_l‖² − Σ_{l≥0} (ρ(s_l) W_l + b_l)·ρ(s_{l+1})`, `ρ(s_0) = s_0` (Scellier & Bengio 2017). The one constant is
 * `s_0 W_0 + b_0`: the input is clamped.
 */
export const hopfieldExpression = (network: Network): Expression => {
  const perSample: Expression["perSample"] = (tf, { states, parameters, constants }) => {
    const rates = states.map((s) => activation[network.activation](tf, s));
    return tf.addN(
      states.flatMap((s, i): Tensor1D[] => {
        const drive = i === 0 ? constants[0]! : affine(tf, rates[i - 1]!, parameters, i);
        return [tf.mul(0.5, tf.sum(tf.square(s), 1)), tf.neg(tf.sum(tf.mul(drive, rates[i]!), 1))];
      }),
    );
  };
  return {
    perSample,
    total: sumOf(perSample),
    constants: (tf, { input, parameters }) => [affine(tf, input(), parameters, 0)],
    output: (_, { states }) => states.at(-1)!,
  };
};
