import type { Estimator } from "../estimator.ts";
import { coding, nudging } from "../nudging.ts";
import { oneSided } from "../two-phase.ts";

/** PC-Nudge: `(1/λ) ∂F/∂θ` at the nudged equilibrium (Millidge et al. 2022, Eq. 22). Error O(λ). */
export const pcNudge: Estimator = {
  ...coding,
  name: "pc-nudge",
  label: "PC-Nudge",
  scheme: "one-sided",
  order: 1,
  source: "Millidge et al. 2022, Eq. 22",
  ...nudging("predictive-coding", oneSided),
};
