import type { Estimator } from "../estimator.ts";
import { nudging, propagation } from "../nudging.ts";
import { anything } from "../supports.ts";
import { symmetric } from "../two-phase.ts";

/** Equilibrium propagation nudged by −λ and by λ (Laborieux et al. 2021). Error O(λ²) for smooth energies. */
export const epSymmetric: Estimator = {
  ...propagation,
  name: "ep-symmetric",
  label: "EP, symmetric",
  scheme: "symmetric",
  order: 2,
  source: "Laborieux et al. 2021",
  supports: { ...anything, anyEnergy: true },
  ...nudging("hopfield", symmetric),
};
