import type { GradSaveFunc, Tensor2D } from "@tensorflow/tfjs-core";
import type { Pins } from "../energy/predictive-coding/pins.ts";
import type { CodingSite } from "../energy/predictive-coding/sites.ts";
import type { ActivationKind } from "../network/activation.ts";
import type { Tf } from "./backend.ts";
import { activationOf } from "./functions.ts";

/** `f(a)` of an activation in a layer, its own or what stands `before` the maps from it, with the slopes of its pinned units. */
export type Respond = (
  tf: Tf,
  a: Tensor2D,
  kind: ActivationKind,
  layer: number,
  before: ActivationKind | null,
) => Tensor2D;

export const responseWith =
  (sites: readonly CodingSite[], pins: Pick<Pins, "at">): Respond =>
  (tf, a, kind, layer, before) => {
    const site = sites.findIndex((each) => each.layer === layer && each.before === before);
    const own = site < 0 ? undefined : pins.at(site);
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
  };
