import type { KinkSlope } from "../energy/kinks.ts";
import type { Nudge, State } from "../energy/state.ts";

/**
 * How a relaxation ended, per sample. `converged`: ‖∂F/∂x‖ is within the tolerance, or as small as rounding lets it be.
 * `max-steps`: the steps ran out first. `kink`: at rest exactly where the energy is not differentiable (0 lies between
 * the one-sided forces). `diverged`: the energy rose, or a number left the finite range.
 */
export type Outcome = "converged" | "max-steps" | "kink" | "diverged";

export interface Relaxation {
  readonly state: State;
  /** One entry a sample, as in the two fields below. */
  readonly outcomes: readonly Outcome[];
  /** ‖∂F/∂x‖, for a sample on a kink the smallest of the generalised gradient. */
  readonly residuals: Float64Array;
  /** Euler steps or sweeps taken. */
  readonly steps: Uint32Array;
  /** The units that rest on their kinks. */
  readonly onKinks: readonly KinkSlope[];
}

/** How many samples ended in each way; outcomes that did not occur are absent. */
export const countOutcomes = (relaxations: readonly Relaxation[]): Partial<Record<Outcome, number>> => {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const outcome of relaxations.flatMap((relaxation) => relaxation.outcomes)) {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
};

/** Size of the forces in a phase, which tolerances are relative to: |λ|, but 1 in a free or a clamped phase. */
export const scaleOf = (nudge: Nudge): number => (nudge === "clamped" || nudge === 0 ? 1 : Math.abs(nudge));
