import type { Estimator } from "../estimator.ts";
import { anything } from "../supports.ts";
import { backpropGradient } from "../truth.ts";

/** Backpropagation (Rumelhart et al. 1986): exact, the yardstick of the others. One pass forward, one back. */
export const backprop: Estimator = {
  name: "backprop",
  label: "Backprop",
  scheme: "backprop",
  energy: null,
  freePhase: "feed-forward",
  dial: null,
  order: null,
  truth: "backprop",
  clamps: "nothing",
  source: "Rumelhart et al. 1986",
  supports: anything,
  reads: [],
  passes: () => 2,
  gradients: () => 1,
  estimate: (bench) => ({ gradient: backpropGradient(bench), relaxations: [], energy: null }),
};
