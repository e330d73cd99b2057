import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { LinearMap } from "../network/connection/kind.ts";
import type { Tf } from "./backend.ts";

/** `C x` for x [batch, source], as an expression that TensorFlow.js can differentiate. */
export type TensorMap = (tf: Tf, map: LinearMap, x: Tensor2D, weights: Tensor2D | null) => Tensor2D;

/** The kinds of connections by name. */
export const tensorMaps: Readonly<Record<string, TensorMap>> = {
  dense: (tf, _, x, weights) => tf.matMul(x, weights!),
  identity: (_, __, x) => x,
};
