import type { Laboratory } from "../../bench/laboratory.ts";
import { loadBatch } from "../../bench/load-batch.ts";
import type { OneImage } from "../../bench/one-image.ts";
import { predictiveCoding } from "../../energy/predictive-coding/record.ts";
import { bindEnergy } from "../../energy/registry.ts";
import type { LossKind } from "../../linalg/linalg.ts";
import { backprop } from "../../network/backprop.ts";
import { type NetworkDescription, networkOf } from "../../network/description/description.ts";
import { feedForward } from "../../network/feed-forward.ts";
import { initialise } from "../../network/initialise.ts";
import { layoutOf, zeroParameters } from "../../network/parameters.ts";
import { createStream } from "../../random/stream.ts";
import { blankDrawing, decodeDrawing } from "../state/drawing.ts";
import { type LimitState, sizesOfLimit } from "../state/limit.ts";
import { splitOf } from "./laboratory.ts";

/** The network that the sliders describe, as a config has it. */
export const networkDescription = (
  state: LimitState,
): NetworkDescription & { readonly activation: string } => ({
  sizes: [...sizesOfLimit(state)],
  activation: state.activation as never,
});

/**
 * Binds the network and image of the sliders and runs `measure` in a scope of the engine's memory, as a cell does. The random
 * parameters are drawn once a network and kept.
 */
export const createProblems = (laboratory: Laboratory) => {
  let kept: { readonly key: string; readonly values: Float64Array } | null = null;
  return <T>(state: LimitState, measure: (problem: OneImage) => T): T => {
    const linalg = laboratory.linalg("float64");
    const description = networkDescription(state);
    const network = networkOf(description);
    return linalg.scope(() => {
      const { split, index } = imageOf(laboratory, state);
      const { input, target } = loadBatch(linalg, split, [index], "unit");
      const key = JSON.stringify([description, state.seed]);
      if (kept?.key !== key) {
        const values = linalg.scope(() => {
          const stream = createStream(state.seed, "parameters");
          return Float64Array.from(linalg.values(initialise(linalg, network, "pytorch-default", stream).all));
        });
        kept = { key, values };
      }
      const parameters = zeroParameters(linalg, layoutOf(network));
      linalg.values(parameters.all).set(kept.values);
      const loss = state.loss as LossKind;
      const pass = feedForward(linalg, network, parameters, input);
      const problem = { network, parameters, input, target, loss, pass };
      const energy = bindEnergy(linalg, predictiveCoding, problem);
      return measure({ linalg, energy, truth: backprop(linalg, pass, loss, target) });
    });
  };
};

/** The image of the sliders: an embedded one, or the one that the reader has drawn. */
const imageOf = (laboratory: Laboratory, { image, drawing }: LimitState) => {
  if (image !== "drawn") return { split: laboratory.dataset(null).train, index: image };
  const { pixels, label } = decodeDrawing(drawing) ?? blankDrawing;
  return { split: splitOf({ labels: [label], pixels }), index: 0 };
};
