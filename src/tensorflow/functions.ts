import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { exitCode, UserError } from "../errors.ts";
import type { LossKind } from "../linalg/linalg.ts";
import type { ActivationKind } from "../network/activation.ts";
import type { Tf } from "./backend.ts";

type Respond = (tf: Tf, a: Tensor2D) => Tensor2D;

/** `f(a)` of the activations that have an expression. To add one: write a line here. */
const activations: Readonly<Partial<Record<ActivationKind, Respond>>> = {
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

/** f of a kind. Throws `UserError` (usage) for one that has no expression. */
export const activationOf = (kind: ActivationKind): Respond => {
  const found = activations[kind];
  if (found !== undefined) return found;
  throw new UserError(
    exitCode.usage,
    `expected an activation that the engine tfjs has, found ${kind}; use the built-in engine, or one of ${Object.keys(activations).join(", ")}`,
  );
};

/** `L(o, T)` of each sample [batch]: `½‖o − T‖²`, or `−Σ T log softmax(o)`. */
export const lossOf: Readonly<Record<LossKind, (tf: Tf, output: Tensor2D, target: Tensor2D) => Tensor1D>> = {
  "squared-error": (tf, output, target) => tf.mul(0.5, tf.sum(tf.square(tf.sub(output, target)), 1)),
  "cross-entropy": (tf, output, target) => tf.neg(tf.sum(tf.mul(target, tf.logSoftmax(output)), 1)),
};
