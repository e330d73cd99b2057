import type { Estimator } from "../estimator.ts";
import { weakFeedback } from "../nudging.ts";
import { anything } from "../supports.ts";

/** Contrastive Hebbian learning: free against clamped, with feedback γ (Xie & Seung 2003, Eq. 5). Error O(γ). */
export const chl: Estimator = {
  name: "chl",
  label: "CHL",
  scheme: "clamped",
  energy: "layered-feedback",
  freePhase: "relaxed",
  dial: "gamma",
  order: 1,
  truth: "backprop",
  clamps: "output",
  source: "Xie & Seung 2003, Eq. 5",
  // What is clamped to the target minimises the squared error. That γ^{k−L} needs layers in a row, the energy says.
  supports: { ...anything, losses: ["squared-error"], engines: ["builtin"] },
  reads: ["gamma", "inference"],
  passes: ({ iterations }) => 2 * iterations,
  gradients: () => 2,
  estimate: weakFeedback("layered-feedback"),
};
