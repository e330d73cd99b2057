import type { Estimator } from "../estimator.ts";
import { coding, weakFeedback } from "../nudging.ts";

/** Clamped predictive coding whose precisions fall as κ^{L−l} from the output down (Whittington & Bogacz 2017). Error O(κ). */
export const pcWeakFeedback: Estimator = {
  ...coding,
  name: "pc-weak-feedback",
  label: "PC, weak feedback",
  scheme: "clamped",
  dial: "kappa",
  order: 1,
  clamps: "output",
  source: "Whittington & Bogacz 2017",
  reads: ["kappa", "inference"],
  estimate: weakFeedback("predictive-coding"),
};
