import type { Energy } from "../../energy/energy.ts";
import { bindEnergy, energies } from "../../energy/registry.ts";
import { freeState } from "../../inference/free-state.ts";
import type { InferenceSettings } from "../../inference/relax.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { mixedDerivative } from "../directional.ts";
import type { Estimate, Estimator } from "../estimator.ts";
import { coding } from "../nudging.ts";
import { oneSided, twoPhaseEstimate } from "../two-phase.ts";

/**
 * Eq. 16 of Millidge et al. 2022 as it is written: the two-phase estimate minus `H δx / λ`, `H = ∂²F/∂x∂θ` at the free phase,
 * `δx = x* − x̄`. Meant to give second order. In a layered network that linear term *is* the back-propagated signal, so what
 * remains for the hidden layers is only O(λ): the estimate loses their gradient.
 */
export const taylorCorrectedEstimate = (
  linalg: Linalg,
  energy: Energy,
  lambda: number,
  inference: InferenceSettings,
): Estimate => {
  const free = freeState(linalg, energy, inference);
  const estimate = twoPhaseEstimate(linalg, energy, oneSided(lambda), inference);
  const nudged = estimate.relaxations.at(-1)!.relaxation.state;
  const displacement = free.map((x, l) => {
    const delta = linalg.matrix(x.rows, x.columns);
    linalg.combine(1, nudged[l]!, -1, x, delta);
    return delta;
  });
  const { derivative: correction } = mixedDerivative(linalg, energy, free, lambda, displacement);
  linalg.addScaled(-1 / (lambda * free[0]!.rows), correction.all, estimate.gradient.all);
  return estimate;
};

/** Predictive coding with the correction of Eq. 16. Besides its inference it takes four readings of the gradient. */
export const pcEquation16: Estimator = {
  ...coding,
  name: "pc-equation-16",
  label: "PC, Eq. 16 as written",
  scheme: "equation-16",
  order: 0,
  source: "Millidge et al. 2022, Eq. 16 as written",
  passes: ({ iterations }) => 1 + 2 * iterations + 4,
  gradients: () => 5,
  estimate: ({ linalg, problem, inference }, lambda) => {
    const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
    return taylorCorrectedEstimate(linalg, energy, lambda, inference);
  },
};
