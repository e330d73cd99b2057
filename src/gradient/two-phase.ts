import type { Energy } from "../energy/energy.ts";
import type { Nudge, Origin } from "../energy/state.ts";
import { exitCode, UserError } from "../errors.ts";
import type { Relaxation } from "../inference/outcome.ts";
import { type InferenceSettings, relax } from "../inference/relax.ts";
import type { Linalg, Precision } from "../linalg/linalg.ts";
import { blankParameters, type Parameters } from "../network/parameters.ts";
import type { Estimate, Phase, Phases } from "./estimator.ts";

/** The free phase against a nudged one: PC-Nudge, equilibrium propagation. Error O(λ). */
export const oneSided = (lambda: number): Phases => ({ from: 0, to: lambda, span: lambda });

/** A negatively against a positively nudged phase (Laborieux et al. 2021). Error O(λ²) for smooth energies. */
export const symmetric = (lambda: number): Phases => ({ from: -lambda, to: lambda, span: 2 * lambda });

/** The free phase against the clamped one: contrastive Hebbian learning (Eq. 5, 6), ordinary predictive coding. */
export const contrastive: Phases = { from: 0, to: "clamped", span: 1 };

/** The smallest number with all its digits: what is smaller can neither nudge nor be divided by. */
const smallest: Readonly<Record<Precision, number>> = { float64: 2 ** -1022, float32: 2 ** -126 };

const requireDivisible = (precision: Precision, span: number): void => {
  if (Math.abs(span) >= smallest[precision]) return;
  throw new UserError(
    exitCode.usage,
    `expected a nudge of at least ${smallest[precision].toPrecision(2)} in ${precision}, found ${span}; use a larger one${precision === "float32" ? ", or float64" : ""}`,
  );
};

/**
 * The two-phase estimate `(∂F/∂θ(x_b) − ∂F/∂θ(x_a)) / span` of the gradient of the mean loss, with x_a and x_b relaxed
 * under the two nudges from the free phase (Scellier & Bengio 2017; Millidge et al. 2022, Eq. 8, 21). For predictive
 * coding the free phase is known and its term is exactly 0 (Eq. 17, 18), so that one-sided nudging takes one phase.
 * Throws `UserError` where the precision has no such span.
 */
export const twoPhaseEstimate = (
  linalg: Linalg,
  energy: Energy,
  phases: Phases,
  inference: InferenceSettings,
): Estimate => {
  requireDivisible(linalg.precision, phases.span);
  const relaxations: Phase[] = [];
  const settle = (from: Origin, nudge: Nudge): Relaxation => {
    const relaxation = relax(linalg, energy, from, nudge, inference);
    relaxations.push({ nudge, relaxation });
    return relaxation;
  };
  const free = energy.startsAtZeroGradient ? null : settle("start", 0);
  const gradientIn = (nudge: Nudge): Parameters => {
    const gradient = blankParameters(linalg, energy.layout);
    const phase = nudge === 0 && free !== null ? free : settle(free?.state ?? "start", nudge);
    energy.parameterGradient(phase.state, nudge, gradient, phase.onKinks, phase.known);
    return gradient;
  };
  const scale = 1 / (phases.span * energy.start[0]!.rows);
  /** The free phase's own gradient may be 0 without anything to compute. */
  const before = phases.from === 0 && free === null ? null : gradientIn(phases.from);
  const gradient = gradientIn(phases.to);
  if (before === null) linalg.scale(scale, gradient.all, gradient.all);
  else linalg.combine(scale, gradient.all, -scale, before.all, gradient.all);
  return { gradient, relaxations, energy };
};
