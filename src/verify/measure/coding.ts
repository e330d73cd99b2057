import { unitPrecisions } from "../../energy/precisions.ts";
import type { PredictiveCoding } from "../../energy/predictive-coding/energy.ts";
import { bindPredictiveCoding } from "../../energy/predictive-coding/record.ts";
import type { Bench } from "../../gradient/estimator.ts";
import { type BackpropGradient, backprop } from "../../network/backprop.ts";
import { type ForwardPass, feedForward } from "../../network/feed-forward.ts";

/** The predictive-coding energy of a bench, its feed-forward pass, and backprop there (sums over the batch). */
export interface Coding {
  readonly energy: PredictiveCoding;
  readonly pass: ForwardPass;
  readonly truth: BackpropGradient;
}

export const codingOf = (
  { linalg, problem }: Bench,
  precisions: readonly number[] = unitPrecisions(problem.network.sizes),
): Coding => {
  const { network, parameters, input, target, loss } = problem;
  const pass = feedForward(linalg, network, parameters, input);
  return {
    pass,
    energy: bindPredictiveCoding(linalg, { precisions, loss, pass, target }),
    truth: backprop(linalg, pass, loss, target),
  };
};
