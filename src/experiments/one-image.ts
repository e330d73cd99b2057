import { fillBatch } from "../data/pixels.ts";
import { unitPrecisions } from "../energy/precisions.ts";
import { type PredictiveCoding, predictiveCoding } from "../energy/predictive-coding.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { type BackpropGradient, backprop } from "../network/backprop.ts";
import { feedForward } from "../network/feed-forward.ts";
import { initialise } from "../network/initialise.ts";
import { createStream } from "../random/stream.ts";
import type { ImageSettings } from "./cell-settings.ts";
import { datasetOf, engineOf } from "./laboratory.ts";

/** A randomly initialised network with one image clamped to its input, and its true gradient. */
export interface OneImage {
  readonly linalg: Linalg;
  readonly energy: PredictiveCoding;
  readonly truth: BackpropGradient;
}

/** Sets up a cell on one training image and runs `measure` in a scope of the engine's memory. */
export const withOneImage = <T>(settings: ImageSettings, measure: (problem: OneImage) => T): T => {
  const { precision, dataset, network, loss, seed } = settings;
  const linalg = engineOf(precision);
  return linalg.scope(() => {
    const { train } = datasetOf(dataset.dir);
    const input = linalg.matrix(1, train.imageSize);
    const target = linalg.matrix(1, train.classes);
    fillBatch(train, [dataset.image], dataset.pixels, linalg.values(input), linalg.values(target));
    const stream = createStream(seed, "parameters");
    const parameters = initialise(linalg, network, network.initialisation, stream);
    const pass = feedForward(linalg, network, parameters, input);
    const precisions = unitPrecisions(network.sizes);
    const energy = predictiveCoding(linalg, { network, parameters, precisions, loss, pass, target });
    const truth = backprop(linalg, network, parameters, pass, loss, target);
    return measure({ linalg, energy, truth });
  });
};
