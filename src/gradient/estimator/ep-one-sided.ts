import type { Estimator } from "../estimator.ts";
import { nudging, propagation } from "../nudging.ts";
import { anything } from "../supports.ts";
import { oneSided } from "../two-phase.ts";

/** Equilibrium propagation: the free phase against one nudged by λ (Scellier & Bengio 2017). Error O(λ). */
export const epOneSided: Estimator = {
  ...propagation,
  name: "ep-one-sided",
  label: "EP, one-sided",
  scheme: "one-sided",
  order: 1,
  source: "Scellier & Bengio 2017",
  supports: { ...anything, anyEnergy: true },
  ...nudging("hopfield", oneSided),
};
