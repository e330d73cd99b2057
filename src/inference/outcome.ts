import type { Known } from "../energy/iteration.ts";
import type { KinkSlope } from "../energy/kinks.ts";
import type { Nudge, State } from "../energy/state.ts";

/**
 * How a relaxation ended, per sample; where several hold, the first of this list says.
 * - `diverged`: the energy rose, the force outgrew all bounds, or a number left the finite range.
 * - `saddle`: at rest, but where the energy falls to some side. The dynamics do not stay there.
 * - `max-steps`: the steps ran out before the force was within the tolerance, or before it was certain where the dynamics end.
 * - `not-arrived`: fewer Euler steps than the signal needs to reach every layer.
 * - `rounding`: what is read out, a difference of nearly equal numbers, is more than a tenth rounding.
 * - `kink`: at a minimum where the energy is not differentiable: some unit rests exactly where its slope jumps.
 * - `converged`: at a minimum, ‖∂F/∂x‖ within the tolerance, or as small as rounding lets it be.
 */
export const outcomesFromWorst = [
  "diverged",
  "saddle",
  "max-steps",
  "not-arrived",
  "rounding",
  "kink",
  "converged",
] as const;

export type Outcome = (typeof outcomesFromWorst)[number];

/** The first of the list that holds. */
export const worstOf = (outcomes: readonly Outcome[]): Outcome | null =>
  outcomes.reduce<Outcome | null>(
    (worst, outcome) => (worst === null ? outcome : worse(worst, outcome)),
    null,
  );

const worse = (one: Outcome, other: Outcome): Outcome =>
  one === other || outcomesFromWorst.indexOf(one) < outcomesFromWorst.indexOf(other) ? one : other;

export interface Relaxation {
  readonly state: State;
  /**
   * The prediction errors at rest and what was computed with them, where the solver knows these without subtracting nearly equal
   * numbers and the settings read them out; null where an estimate is read from the activities.
   */
  readonly known: Known | null;
  /** One entry a sample, as in the fields below. */
  readonly outcomes: readonly Outcome[];
  /** ‖∂F/∂x‖, for a sample on a kink the smallest of the generalised gradient. */
  readonly residuals: Float64Array;
  /** Euler steps and iterations taken. */
  readonly steps: Uint32Array;
  /**
   * Predicted rounding of what is read out, relative: the largest `u ‖x_l‖ / (|λ| ‖∂L/∂x_l‖)` of any layer, u the unit roundoff
   * (for an energy without prediction errors `u ‖x_l‖ / ‖x_l − x̄_l‖`, x̄ where the phase began); 0 where errors are read out.
   */
  readonly rounding: Float64Array;
  /** The units that rest on their kinks. */
  readonly onKinks: readonly KinkSlope[];
  /** How many different minima a search over starts found, a lower bound of how many there are; null without a search. */
  readonly minima: Uint32Array | null;
}

/** How many samples ended in each way; outcomes that did not occur are absent. */
export const countOutcomes = (
  relaxations: readonly Pick<Relaxation, "outcomes">[],
): Partial<Record<Outcome, number>> => {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const outcome of relaxations.flatMap((relaxation) => relaxation.outcomes)) {
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
};

/** Size of the forces in a phase, which tolerances are relative to: |λ|, but 1 in a free or a clamped phase. */
export const scaleOf = (nudge: Nudge): number => (nudge === "clamped" || nudge === 0 ? 1 : Math.abs(nudge));
