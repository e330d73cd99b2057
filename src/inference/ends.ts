import type { Energy } from "../energy/energy.ts";
import type { Nudge } from "../energy/state.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { largestCurvature } from "./curvature/curvature.ts";
import { type Outcome, type Relaxation, worstOf } from "./outcome.ts";

/** How the relaxations that a number comes from ended: of all phases and samples. What isn't finite is null. */
export interface Ends {
  /** The worst; null if nothing relaxed. */
  readonly outcome: Outcome | null;
  /** The largest. */
  readonly rounding: number | null;
  /** The largest. */
  readonly residual: number | null;
  /** Of all phases together, a mean over the samples. */
  readonly iterations: number | null;
}

export const endsOf = (relaxations: readonly Relaxation[]): Ends => ({
  outcome: worstOf(relaxations.flatMap(({ outcomes }) => outcomes)),
  rounding: largest(relaxations.map(({ rounding }) => rounding)),
  residual: largest(relaxations.map(({ residuals }) => residuals)),
  iterations:
    relaxations.length === 0
      ? null
      : relaxations.reduce((sum, { steps }) => sum + steps.reduce((s, n) => s + n, 0) / steps.length, 0),
});

/** How many samples ended in which way, each counted once, by the worst of its phases; absent what did not occur. */
export const samplesByEnd = (
  relaxations: readonly Pick<Relaxation, "outcomes">[],
): Partial<Record<Outcome, number>> => {
  const counts: Partial<Record<Outcome, number>> = {};
  relaxations[0]?.outcomes.forEach((_, sample) => {
    const worst = worstOf(relaxations.map(({ outcomes }) => outcomes[sample]!))!;
    counts[worst] = (counts[worst] ?? 0) + 1;
  });
  return counts;
};

/**
 * λ_max, the largest curvature of F at the free phase, of all phases and samples; and 2/λ_max, below which Euler's method is
 * stable. Null where it isn't finite, or F has no curvature there.
 */
export const stabilityOf = (
  linalg: Linalg,
  energy: Energy,
  nudges: readonly Nudge[],
): { readonly largestCurvature: number | null; readonly largestStep: number | null } => {
  const most = Math.max(...nudges.map((nudge) => largestCurvature(linalg, energy, energy.start, nudge)));
  if (!Number.isFinite(most)) return { largestCurvature: null, largestStep: null };
  return { largestCurvature: most, largestStep: most > 0 ? 2 / most : null };
};

const largest = (numbers: readonly Float64Array[]): number | null => {
  const most = Math.max(...numbers.map((own) => own.reduce((a, b) => Math.max(a, b))));
  return Number.isFinite(most) ? most : null;
};
