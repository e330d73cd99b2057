import type { Energy } from "../energy/energy.ts";
import type { Relaxation } from "../inference/outcome.ts";
import { type InferenceSettings, relax } from "../inference/relax.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { type Parameters, zeroParameters } from "../network/network.ts";

/** The two strengths λ of the loss whose phases are compared. */
export interface Phases {
  readonly from: number;
  readonly to: number;
}

/** The free phase against a nudged one: PC-Nudge, equilibrium propagation. Error O(λ). */
export const oneSided = (lambda: number): Phases => ({ from: 0, to: lambda });

/** A negatively against a positively nudged phase (Laborieux et al. 2021). Error O(λ²) for smooth energies. */
export const symmetric = (lambda: number): Phases => ({ from: -lambda, to: lambda });

export interface Estimate {
  /** `∂L/∂θ` of the mean loss over the batch. */
  readonly gradient: Parameters;
  /** The relaxed phases, in the order `from` (absent if known without relaxing), `to`. */
  readonly relaxations: readonly Relaxation[];
}

/**
 * The two-phase estimate `(∂F/∂θ(x_b) − ∂F/∂θ(x_a)) / (λ_b − λ_a)` of the gradient of the mean loss, x_a and x_b relaxed
 * with λ_a and λ_b (Scellier & Bengio 2017; Millidge et al. 2022, Eq. 8, 21). For predictive coding the free phase is
 * known and its term is exactly 0 (Eq. 17, 18), so that one-sided nudging takes one phase.
 */
export const twoPhaseEstimate = (
  linalg: Linalg,
  energy: Energy,
  sizes: readonly number[],
  phases: Phases,
  inference: InferenceSettings,
): Estimate => {
  const batch = energy.start[0]!.rows;
  const scale = 1 / ((phases.to - phases.from) * batch);
  const gradient = zeroParameters(linalg, sizes);
  const phase = (lambda: number): Relaxation => {
    const relaxation = relax(linalg, energy, energy.start, lambda, inference);
    energy.parameterGradient(relaxation.state, lambda, gradient);
    return relaxation;
  };
  if (phases.from === 0 && energy.startsAtZeroGradient) {
    const to = phase(phases.to);
    linalg.combine(scale, gradient.all, 0, gradient.all, gradient.all);
    return { gradient, relaxations: [to] };
  }
  const from = phase(phases.from);
  const fromGradient = zeroParameters(linalg, sizes);
  linalg.copy(gradient.all, fromGradient.all);
  const to = phase(phases.to);
  linalg.combine(scale, gradient.all, -scale, fromGradient.all, gradient.all);
  return { gradient, relaxations: [from, to] };
};
