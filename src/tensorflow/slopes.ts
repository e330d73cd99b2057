import type { GradSaveFunc, Tensor2D } from "@tensorflow/tfjs-core";
import type { CodingSite } from "../energy/predictive-coding/sites.ts";
import type { ActivationKind } from "../network/activation.ts";
import type { Tf } from "./backend.ts";
import { activationOf } from "./functions.ts";

/** Activations with a kink of which some units have slopes of their own: those that rest on their kink. */
export interface PinnedSlopes {
  /** Gives entry `at` of a site a slope, or with `null` its usual one. */
  readonly pin: (site: number, at: number, slope: number | null) => void;
  readonly clear: () => void;
  /** `f(a)` of an activation in a layer: its own, or what stands `before` the maps from it. */
  readonly respond: (
    tf: Tf,
    a: Tensor2D,
    kind: ActivationKind,
    layer: number,
    before: ActivationKind | null,
  ) => Tensor2D;
}

export const pinnedSlopes = (sites: readonly CodingSite[]): PinnedSlopes => {
  const pins = sites.map(() => new Map<number, number>());
  return {
    pin: (site, at, slope) => {
      if (slope === null) pins[site]!.delete(at);
      else pins[site]!.set(at, slope);
    },
    clear: () => {
      for (const site of pins) site.clear();
    },
    respond: (tf, a, kind, layer, before) => {
      const site = sites.findIndex((each) => each.layer === layer && each.before === before);
      const own = pins[site];
      if (own === undefined || own.size === 0) return activationOf(kind)(tf, a);
      const slopes = Float32Array.from(tf.step(a, sites[site]!.oneSided[0]).dataSync());
      for (const [at, slope] of own) slopes[at] = slope;
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
