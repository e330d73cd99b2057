import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { LossKind } from "../linalg/linalg.ts";
import type { ActivationKind } from "../network/activation.ts";
import type { Tf } from "./backend.ts";

/** `f(a)`. */
export const activation: Readonly<Record<ActivationKind, (tf: Tf, a: Tensor2D) => Tensor2D>> = {
  relu: (tf, a) => tf.relu(a),
  tanh: (tf, a) => tf.tanh(a),
  sigmoid: (tf, a) => tf.sigmoid(a),
  linear: (_, a) => a,
  softplus: (tf, a) => tf.softplus(a),
  gelu: (tf, a) => tf.mul(a, tf.add(0.5, tf.mul(0.5, tf.erf(tf.mul(Math.SQRT1_2, a))))),
  silu: (tf, a) => tf.mul(a, tf.sigmoid(a)),
  "leaky-relu": (tf, a) => tf.leakyRelu(a, 0.01),
  elu: (tf, a) => tf.elu(a),
};

/** `L(o, T)` of each sample [batch]: `½‖o − T‖²`, or `−Σ T log softmax(o)`. */
export const lossOf: Readonly<Record<LossKind, (tf: Tf, output: Tensor2D, target: Tensor2D) => Tensor1D>> = {
  "squared-error": (tf, output, target) => tf.mul(0.5, tf.sum(tf.square(tf.sub(output, target)), 1)),
  "cross-entropy": (tf, output, target) => tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(output)), 1)),
};
