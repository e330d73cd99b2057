import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { depth, type Network } from "../network/network.ts";
import type { Tf } from "./backend.ts";
import type { Expression, Point } from "./expression.ts";
import { activationOf } from "./functions.ts";
import { layersFromInput, tensorWiring } from "./wiring.ts";

/**
 * `E = ½ Σ_{l≥1} ‖s_l‖² − Σ_l (Σ_k c_k C_k ρ(s_from) + b_l)·ρ(s_l)`, `ρ(s_0) = s_0` (Scellier & Bengio 2017). Constants: what the clamped
 * input gives to the layers that it reaches.
 */
export const hopfieldExpression = (network: Network): Expression => {
  const respond = activationOf(network.activation);
  const wiring = tensorWiring(network);
  const reached = layersFromInput(network);
  /** What is summed over the units: `½ s_l² − drive_l ρ(s_l)` of each layer. */
  const densities = (tf: Tf, { states, parameters, constants }: Point): Tensor2D[] => {
    const rates = states.map((s) => respond(tf, s));
    return states.map((s, i) => {
      const fromInput = constants[reached.indexOf(i + 1)] ?? null;
      const drive = wiring.drive(tf, i + 1, fromInput, rates, parameters);
      return tf.sub(tf.mul(0.5, tf.square(s)), tf.mul(drive, rates[i]!));
    });
  };
  return {
    perSample: (tf, point) => tf.addN(densities(tf, point).map((density): Tensor1D => tf.sum(density, 1))),
    total: (tf, point) => tf.addN(densities(tf, point).map((density): Scalar => tf.sum(density))),
    constants: (tf, { input, parameters }) =>
      reached.map((l) => wiring.fromInput(tf, l, input(), parameters)!),
    output: (_, { states }) => states[depth(network) - 1]!,
  };
};
