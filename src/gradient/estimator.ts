import type { Problem } from "../energy/problem.ts";
import type { EnergyName } from "../energy/registry.ts";
import type { Relaxation } from "../inference/outcome.ts";
import type { EquilibriumSettings } from "../inference/solver/equilibrium.ts";
import type { Linalg } from "../linalg/linalg.ts";
import type { Parameters } from "../network/network.ts";

/** What an estimator works on. */
export interface Bench {
  readonly linalg: Linalg;
  readonly problem: Problem;
  readonly inference: EquilibriumSettings;
}

/** A way to read the gradient of the loss from an energy's relaxed states. */
export interface Estimator {
  readonly name: string;
  readonly energy: EnergyName;
  /** The dial of the infinitesimal inference limit: λ of the loss, or γ or κ of the feedback. */
  readonly dial: "lambda" | "gamma" | "kappa";
  /** p in `relative error = O(dial^p)` for smooth energies: what theory says. 0: no convergence; null: exact. */
  readonly order: number | null;
  /** What it converges to: backprop, or the implicit gradient at the free fixed point of a recurrent energy. */
  readonly truth: "backprop" | "implicit";
  readonly source: string;
  /** Whether the built-in engine alone can do it. */
  readonly builtinAlone?: true;
  /** Whether it nudges a recurrent energy and no more, so that it does for any energy. */
  readonly nudgesAny?: true;
  readonly estimate: (bench: Bench, dial: number) => EstimatedGradient;
}

export interface EstimatedGradient {
  /** `∂L/∂θ` of the mean loss over the batch. */
  readonly gradient: Parameters;
  readonly relaxations: readonly Relaxation[];
}
