import type { GradSaveFunc, Tensor2D } from "@tensorflow/tfjs-core";
import { type ActivationKind, activations } from "../network/activation.ts";
import type { Tf } from "./backend.ts";

/** Layers of a kinked activation in which some units have slopes of their own: those that rest on their kink. */
export interface PinnedSlopes {
  /** Gives entry `at` of layer i + 1 a slope, or with `null` its usual one. */
  readonly pin: (i: number, at: number, slope: number | null) => void;
  readonly clear: () => void;
  readonly any: () => boolean;
  /** `f(a)` of layer i + 1. */
  readonly respond: (tf: Tf, a: Tensor2D, i: number) => Tensor2D;
}

export const pinnedSlopes = (layers: number, kind: ActivationKind): PinnedSlopes => {
  const below = activations[kind].kink?.[0] ?? 0;
  const pins = Array.from({ length: layers }, () => new Map<number, number>());
  return {
    pin: (i, at, slope) => {
      if (slope === null) pins[i]!.delete(at);
      else pins[i]!.set(at, slope);
    },
    clear: () => {
      for (const layer of pins) layer.clear();
    },
    any: () => pins.some((layer) => layer.size > 0),
    respond: (tf, a, i) => {
      const slopes = Float32Array.from(tf.step(a, below).dataSync());
      for (const [at, slope] of pins[i]!) slopes[at] = slope;
      const pinned = tf.customGrad<Tensor2D>((input, save) => {
        (save as GradSaveFunc)([tf.tensor2d(slopes, a.shape)]);
        return {
          value: tf.mul(tf.tensor2d(slopes, a.shape), input as Tensor2D),
          gradFunc: (pull, saved) => tf.mul(pull, saved[0]!),
        };
      });
      return pinned(a);
    },
  };
};
