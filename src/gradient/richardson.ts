import type { Energy } from "../energy/energy.ts";
import type { InferenceSettings } from "../inference/relax.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { type Estimate, oneSided, twoPhaseEstimate } from "./two-phase.ts";

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
  return { gradient: half.gradient, relaxations: [...half.relaxations, ...whole.relaxations] };
};
