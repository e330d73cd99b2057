import { unitPrecisions } from "../../energy/precisions.ts";
import { bindPredictiveCoding } from "../../energy/predictive-coding/record.ts";
import { passOf } from "../../energy/problem.ts";
import type { Origin } from "../../energy/state.ts";
import { relax } from "../../inference/relax.ts";
import { zeroParameters } from "../../network/parameters.ts";
import type { Bench, Estimate, Estimator, Phase } from "../estimator.ts";
import { coding } from "../nudging.ts";
import { anything } from "../supports.ts";

/**
 * The estimates after each of several numbers of updates, in rising order: what comes after so many goes on from there. Each is
 * what `pcAlm` of that number gives, to the bit.
 */
export const pcAlmEstimates = (
  { linalg, problem, inference }: Bench,
  lambda: number,
  counts: readonly number[],
): Estimate[] => {
  const pass = passOf(linalg, problem);
  const precisions = unitPrecisions(problem.network.sizes);
  const relaxations: Phase[] = [];
  const settle = (energy: ReturnType<typeof bindPredictiveCoding>, from: Origin) => {
    const relaxation = relax(linalg, energy, from, lambda, inference);
    relaxations.push({ nudge: lambda, relaxation });
    return relaxation;
  };
  let energy = bindPredictiveCoding(linalg, { ...problem, pass, precisions });
  let relaxation = settle(energy, "start");
  let update = 0;
  return counts.map((count) => {
    for (; update < count; update++) {
      // The errors of the augmented energy are ε_l + μ_l/π_l: the next multipliers.
      const shifts = energy.errors(relaxation.state);
      energy = bindPredictiveCoding(linalg, { ...problem, pass, precisions, shifts });
      relaxation = settle(energy, relaxation.state);
    }
    const gradient = zeroParameters(linalg, energy.layout);
    energy.parameterGradient(relaxation.state, lambda, gradient, relaxation.onKinks);
    linalg.combine(1 / (lambda * problem.target.rows), gradient.all, 0, gradient.all, gradient.all);
    return { gradient, relaxations: [...relaxations], energy };
  });
};

/**
 * PC-ALM, predictive coding by the augmented Lagrangian `A(x, μ) = ½ Σ π_l ‖ε_l‖² + Σ μ_l·ε_l + λL` (Seely & Gould 2026): relax x, then
 * `μ_l ← μ_l + π_l ε_l`, `updates` times, relaxing in between and after; estimate `(1/λ) ∂A/∂θ`. The fixed point has ε = 0 and
 * `μ_l = −λ ∂L/∂x_l`: backprop at any λ for which the updates contract. Error O(λ^{updates + 1}); none is PC-Nudge.
 */
export const pcAlm = (updates: number): Estimator => ({
  ...coding,
  name: `pc-alm-${updates}`,
  label: `PC-ALM, ${updates} ${updates === 1 ? "update" : "updates"}`,
  scheme: `augmented-lagrangian-${updates}`,
  order: updates + 1,
  source: "Seely & Gould 2026",
  supports: { ...anything, engines: ["builtin"] },
  estimate: (bench, lambda) => pcAlmEstimates(bench, lambda, [updates])[0]!,
});
