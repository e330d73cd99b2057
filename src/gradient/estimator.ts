import type { Energy } from "../energy/energy.ts";
import type { EnergyRecord, Problem } from "../energy/problem.ts";
import type { EnergyName } from "../energy/registry.ts";
import type { Nudge } from "../energy/state.ts";
import type { Relaxation } from "../inference/outcome.ts";
import type { InferenceSettings } from "../inference/relax.ts";
import type { Linalg, LossKind } from "../linalg/linalg.ts";
import type { Parameters } from "../network/parameters.ts";

/** What an estimator works on. */
export interface Bench {
  readonly linalg: Linalg;
  readonly problem: Problem;
  readonly inference: InferenceSettings;
  /** In place of the estimator's own, for one that supports any. */
  readonly energy?: EnergyRecord | undefined;
  /** Of what an estimator draws at random and then keeps: the matrices of feedback alignment. 0 unless it is said. */
  readonly seed?: number;
}

/** A relaxation, and how the target acted meanwhile. */
export interface Phase {
  readonly nudge: Nudge;
  readonly relaxation: Relaxation;
}

/** The two phases that are compared, and what their difference is divided by. */
export interface Phases {
  readonly from: Nudge;
  readonly to: Nudge;
  readonly span: number;
}

export interface Estimate {
  /** `∂L/∂θ` of the mean loss over the batch. */
  readonly gradient: Parameters;
  /** What was relaxed, in order. A free phase that is known without relaxing is absent. */
  readonly relaxations: readonly Phase[];
  /** What was relaxed; null where nothing was. */
  readonly energy: Energy | null;
}

/** A setting of an experiment that an estimator may depend on. */
export type Setting = "lambda" | "gamma" | "kappa" | "inference";

/** What an estimator's cost is made of. */
export interface Work {
  /** L, the number of weight layers. */
  readonly layers: number;
  /** Steps or iterations of the solvers, a sum over the phases. */
  readonly iterations: number;
}

/** What an estimator can be used with. */
export interface Supports {
  readonly losses: readonly LossKind[];
  readonly engines: readonly ("builtin" | "tfjs")[];
  readonly solvers: readonly ("euler" | "equilibrium")[];
  /** `inARow`: why it asks for layers in a row, each wired to the next alone. */
  readonly networks: "any" | { readonly inARow: string };
  readonly activations: "any" | "holomorphic";
  /** Whether it does with any energy in place of its own. */
  readonly anyEnergy: boolean;
}

/** A way to estimate the gradient of the loss. Everything that treats algorithms alike reads it here. */
export interface Estimator {
  readonly name: string;
  /** In charts. */
  readonly label: string;
  /** What is done with an energy, apart from which: `one-sided`, `symmetric`, … */
  readonly scheme: string;
  /** Null for what needs none. */
  readonly energy: EnergyName | null;
  /** What the network answers: its feed-forward pass, or the state in which the energy rests without a nudge. */
  readonly freePhase: "feed-forward" | "relaxed";
  /** The dial of the infinitesimal inference limit: λ of the loss, γ or κ of the feedback; null where there is no limit to take. */
  readonly dial: "lambda" | "gamma" | "kappa" | null;
  /** p in `relative error = O(dial^p)` for smooth energies: what theory says. 0: no convergence; null: exact. */
  readonly order: number | null;
  /** What it is meant to be: backprop, or the implicit gradient at the free fixed point of a recurrent energy. */
  readonly truth: "backprop" | "implicit";
  /** What it holds at the target, beside the input. */
  readonly clamps: "nothing" | "output";
  readonly source: string;
  readonly supports: Supports;
  /** The settings that change its numbers. */
  readonly reads: readonly Setting[];
  /**
   * Cost in passes: one pass is every connection once, forward or backward. Backprop takes two. The products that read the
   * gradient from the layers are not counted: every estimator has them.
   */
  readonly passes: (work: Work) => number;
  /** How often ∂F/∂θ is read from the layers: products of the size of a pass each, counted apart from the passes. */
  readonly gradients: (work: Work) => number;
  /** For the two-phase formula with λ as the dial: the phases that it compares. */
  readonly phases?: (lambda: number) => Phases;
  /** Throws `UserError` where its inference does not support the energy. */
  readonly estimate: (bench: Bench, dial: number) => Estimate;
}

/** Whether the network answers its feed-forward pass under an estimator, with an energy in place of its own if there is one. */
export const answersFeedForward = ({ freePhase }: Estimator, energy: EnergyRecord | undefined): boolean =>
  energy === undefined ? freePhase === "feed-forward" : energy.truth === "backprop";

/** An estimator's cost in passes, with an energy in place of its own if there is one: a feed-forward pass costs one. */
export const passesOf = (estimator: Estimator, work: Work, energy: EnergyRecord | undefined): number => {
  const more = answersFeedForward(estimator, energy) && !answersFeedForward(estimator, undefined) ? 1 : 0;
  return estimator.passes(work) + more;
};
