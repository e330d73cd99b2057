import type { Estimator } from "../estimator.ts";
import { coding, nudging } from "../nudging.ts";
import { symmetric } from "../two-phase.ts";

/** Predictive coding nudged by −λ and by λ (Laborieux et al. 2021). Error O(λ²) for smooth activations. */
export const pcSymmetric: Estimator = {
  ...coding,
  name: "pc-symmetric",
  label: "PC, symmetric",
  scheme: "symmetric",
  order: 2,
  source: "Laborieux et al. 2021",
  gradients: () => 2,
  ...nudging("predictive-coding", symmetric),
};
