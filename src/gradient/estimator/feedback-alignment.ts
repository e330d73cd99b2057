import { passOf } from "../../energy/problem.ts";
import { backprop } from "../../network/backprop.ts";
import { initialise } from "../../network/initialise.ts";
import { wire } from "../../network/wiring.ts";
import { createStream } from "../../random/stream.ts";
import type { Estimator } from "../estimator.ts";
import { anything } from "../supports.ts";

/**
 * Feedback alignment: backprop with fixed random matrices `B_l` in place of `W_lᵀ` on the way back (Lillicrap et al. 2016), drawn once
 * as `W_l` was: U(−1/√n_l, 1/√n_l). A control: there is no limit in which it becomes backprop. Its cosine shows what a bad one
 * looks like.
 */
export const feedbackAlignment: Estimator = {
  name: "feedback-alignment",
  label: "Feedback alignment",
  scheme: "feedback-alignment",
  energy: null,
  freePhase: "feed-forward",
  dial: null,
  order: 0,
  truth: "backprop",
  clamps: "nothing",
  source: "Lillicrap et al. 2016",
  supports: anything,
  reads: [],
  passes: () => 2,
  gradients: () => 1,
  estimate: ({ linalg, problem, seed = 0 }) => {
    const { network, loss, target } = problem;
    const feedback = initialise(linalg, network, "pytorch-default", createStream(seed, "feedback"));
    // The way up is the network's own; the maps that pull the errors down are those of the feedback.
    const pass = { ...passOf(linalg, problem), wiring: wire(linalg, network, feedback) };
    const { parameters: gradient } = backprop(linalg, pass, loss, target);
    linalg.combine(1 / target.rows, gradient.all, 0, gradient.all, gradient.all);
    return { gradient, relaxations: [], energy: null };
  },
};
