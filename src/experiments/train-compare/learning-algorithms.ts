import type { Energy } from "../../energy/energy.ts";
import type { Problem } from "../../energy/problem.ts";
import { bindEnergy, type EnergyName, energies } from "../../energy/registry.ts";
import { firstStepEstimate } from "../../gradient/first-step.ts";
import { trueGradient } from "../../gradient/truth.ts";
import { contrastive, oneSided, type Phases, symmetric, twoPhaseEstimate } from "../../gradient/two-phase.ts";
import { requireBounded } from "../../inference/diverged.ts";
import type { Relaxation } from "../../inference/outcome.ts";
import { relax } from "../../inference/relax.ts";
import type { EquilibriumSettings } from "../../inference/solver/equilibrium.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { feedForward } from "../../network/feed-forward.ts";
import { depth, type Parameters } from "../../network/network.ts";

/** The dials of the algorithms; each reads its own. */
export interface Dials {
  readonly lambda?: number;
  readonly gamma?: number;
  readonly inference?: EquilibriumSettings;
}

/** What a batch teaches a network. */
export interface Lesson {
  /** Of the network's own free phase, before the update [batch, n_L]. */
  readonly output: Matrix;
  /** Estimate of the gradient of the mean loss. */
  readonly gradient: Parameters;
  /** Sweeps forward and back through the layers, a mean over the samples; backprop is one. */
  readonly sweeps: number;
  readonly relaxations: readonly Relaxation[];
}

/** A way to learn from batches. */
export interface LearningAlgorithm {
  /** The dials that it reads. */
  readonly reads: readonly (keyof Dials)[];
  /** The gradient of the network's own loss: backprop, or the implicit gradient at the free fixed point. */
  readonly truth: "backprop" | "implicit";
  readonly energy: EnergyName;
  readonly learn: (linalg: Linalg, problem: Problem, dials: Dials) => Lesson;
  /** The free phase's output, for testing. */
  readonly answer: (linalg: Linalg, problem: Problem, dials: Dials) => Matrix;
}

const feedForwardOutput = (linalg: Linalg, { network, parameters, input }: Problem): Matrix =>
  feedForward(linalg, network, parameters, input).preactivations.at(-1)!;

const meanSteps = (relaxations: readonly Relaxation[]): number =>
  relaxations.reduce((sum, { steps }) => sum + steps.reduce((s, n) => s + n, 0) / steps.length, 0);

/** An algorithm that is a setting of the two-phase formula. */
const twoPhase = (
  energyName: EnergyName,
  truth: LearningAlgorithm["truth"],
  dial: "lambda" | "gamma",
  phases: (lambda: number) => Phases,
): LearningAlgorithm => {
  const bind = (linalg: Linalg, problem: Problem, { gamma }: Dials): Energy =>
    bindEnergy(linalg, energies[energyName], problem, dial === "gamma" ? gamma! : 1);
  return {
    reads: [dial, "inference"],
    truth,
    energy: energyName,
    learn: (linalg, problem, dials) => {
      const energy = bind(linalg, problem, dials);
      const inference = dials.inference!;
      const estimate = twoPhaseEstimate(
        linalg,
        energy,
        problem.network.sizes,
        phases(dials.lambda ?? 0),
        inference,
      );
      for (const { nudge, relaxation } of estimate.relaxations)
        requireBounded(linalg, energy, nudge, inference, relaxation);
      const free = estimate.relaxations.find(({ nudge }) => nudge === 0)?.relaxation.state.at(-1);
      const relaxations = estimate.relaxations.map(({ relaxation }) => relaxation);
      return {
        output: free ?? feedForwardOutput(linalg, problem),
        gradient: estimate.gradient,
        sweeps: meanSteps(relaxations),
        relaxations,
      };
    },
    answer: (linalg, problem, dials) => {
      const energy = bind(linalg, problem, dials);
      if (energy.startsAtZeroGradient) return feedForwardOutput(linalg, problem);
      return relax(linalg, energy, "start", 0, dials.inference!).state.at(-1)!;
    },
  };
};

const backprop: LearningAlgorithm = {
  reads: [],
  truth: "backprop",
  energy: "predictive-coding",
  learn: (linalg, problem) => ({
    output: feedForwardOutput(linalg, problem),
    gradient: trueGradient({ linalg, problem, inference: noInference }, backprop),
    sweeps: 1,
    relaxations: [],
  }),
  answer: feedForwardOutput,
};

/** Z-IL at λ = η = 1: one Euler step for each layer below the output. */
const firstStep: LearningAlgorithm = {
  reads: [],
  truth: "backprop",
  energy: "predictive-coding",
  learn: (linalg, problem) => ({
    output: feedForwardOutput(linalg, problem),
    gradient: firstStepEstimate(
      linalg,
      bindEnergy(linalg, energies["predictive-coding"], problem),
      problem.network.sizes,
      {
        lambda: 1,
        stepSize: 1,
      },
    ),
    sweeps: depth(problem.network) - 1,
    relaxations: [],
  }),
  answer: feedForwardOutput,
};

const noInference: EquilibriumSettings = { solver: "equilibrium", tolerance: 0, maxIterations: 0 };

/** The algorithms that are trained side by side, by name. */
export const learningAlgorithms = {
  backprop,
  "pc-nudge": twoPhase("predictive-coding", "backprop", "lambda", oneSided),
  "first-step": firstStep,
  "ep-one-sided": twoPhase("hopfield", "implicit", "lambda", oneSided),
  "ep-symmetric": twoPhase("hopfield", "implicit", "lambda", symmetric),
  chl: twoPhase("layered-feedback", "backprop", "gamma", () => contrastive),
} as const satisfies Record<string, LearningAlgorithm>;

export type AlgorithmName = keyof typeof learningAlgorithms;
