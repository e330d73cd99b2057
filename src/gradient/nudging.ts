import { bindEnergy, type EnergyName, energies } from "../energy/registry.ts";
import type { Estimator, Phases } from "./estimator.ts";
import { anything } from "./supports.ts";
import { contrastive, twoPhaseEstimate } from "./two-phase.ts";

/** The two-phase formula on an energy, with λ as the dial; on the bench's energy, where it has one. */
export const nudging = (
  own: EnergyName,
  phases: (lambda: number) => Phases,
): Pick<Estimator, "phases" | "estimate"> => ({
  phases,
  estimate: ({ linalg, problem, inference, energy = energies[own] }, lambda) =>
    twoPhaseEstimate(linalg, bindEnergy(linalg, energy, problem), phases(lambda), inference),
});

/** The two-phase formula with a clamped output, the strength of the feedback as the dial. */
export const weakFeedback =
  (energy: EnergyName): Estimator["estimate"] =>
  ({ linalg, problem, inference }, feedback) =>
    twoPhaseEstimate(linalg, bindEnergy(linalg, energies[energy], problem, feedback), contrastive, inference);

/** What the estimators of predictive coding share: its free phase is the feed-forward pass, and costs one. */
export const coding = {
  energy: "predictive-coding",
  freePhase: "feed-forward",
  dial: "lambda",
  truth: "backprop",
  clamps: "nothing",
  supports: anything,
  reads: ["lambda", "inference"],
  passes: ({ iterations }) => 1 + 2 * iterations,
  gradients: () => 1,
} as const satisfies Partial<Estimator>;

/** What the estimators of equilibrium propagation share: the free phase is relaxed as the nudged ones are. */
export const propagation = {
  energy: "hopfield",
  freePhase: "relaxed",
  dial: "lambda",
  truth: "implicit",
  clamps: "nothing",
  supports: anything,
  reads: ["lambda", "inference"],
  passes: ({ iterations }) => 2 * iterations,
  gradients: () => 2,
} as const satisfies Partial<Estimator>;
