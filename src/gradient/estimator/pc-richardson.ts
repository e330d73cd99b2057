import type { Energy } from "../../energy/energy.ts";
import { bindEnergy, energies } from "../../energy/registry.ts";
import type { InferenceSettings } from "../../inference/relax.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import type { Estimate, Estimator } from "../estimator.ts";
import { coding } from "../nudging.ts";
import { oneSided, twoPhaseEstimate } from "../two-phase.ts";

/**
 * Richardson extrapolation of one-sided nudging: `2 g(λ/2) − g(λ)` cancels the term of order λ, so the error is O(λ²) for
 * smooth energies. The second-order correction that Eq. 16 hopes for, without a negative nudge.
 */
export const richardsonEstimate = (
  linalg: Linalg,
  energy: Energy,
  lambda: number,
  inference: InferenceSettings,
): Estimate => {
  const half = twoPhaseEstimate(linalg, energy, oneSided(lambda / 2), inference);
  const whole = twoPhaseEstimate(linalg, energy, oneSided(lambda), inference);
  linalg.combine(2, half.gradient.all, -1, whole.gradient.all, half.gradient.all);
  return { gradient: half.gradient, relaxations: [...half.relaxations, ...whole.relaxations], energy };
};

/** Predictive coding, extrapolated from λ/2 and λ. */
export const pcRichardson: Estimator = {
  ...coding,
  name: "pc-richardson",
  label: "PC, Richardson",
  scheme: "richardson",
  order: 2,
  source: "Richardson 1911",
  gradients: () => 2,
  estimate: ({ linalg, problem, inference }, lambda) => {
    const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
    return richardsonEstimate(linalg, energy, lambda, inference);
  },
};
