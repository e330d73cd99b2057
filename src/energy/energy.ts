import type { Matrix } from "../linalg/linalg.ts";
import type { Layout, Parameters } from "../network/parameters.ts";
import type { Basin } from "./basin.ts";
import type { Flow } from "./flow.ts";
import type { HolomorphicEnergy } from "./holomorphic.ts";
import type { Iteration, Known } from "./iteration.ts";
import type { KinkSlope } from "./kinks.ts";
import type { EnergyValues, Nudge, Origin, State } from "./state.ts";

/**
 * A nudged energy `F(x, θ) = I(x, θ) + λ L(x, T)` (Millidge et al. 2022, Eq. 9), bound to parameters, a clamped
 * input and a target. Knows nothing of time or learning. Energies are per sample; parameter gradients are
 * summed over the batch. What a solver or an estimator wants beside is a capability (`capabilities.ts`).
 */
export interface Energy extends Capabilities {
  /** In messages. */
  readonly name: string;
  /** The shapes of its parameters. */
  readonly layout: Layout;
  /** Where inference starts. */
  readonly start: State;
  /** Whether `start` is a free phase at which also ∂I/∂θ = 0, so that one phase is enough (Eq. 17). */
  readonly startsAtZeroGradient: boolean;
  readonly values: (state: State) => EnergyValues;
  /** out_l = −∂F/∂x_l, per sample (Eq. 1). */
  readonly force: (state: State, nudge: Nudge, out: State) => void;
  /**
   * out = ∂F/∂θ, summed over the batch. Where the state rests on a kink, `onKinks` has the slopes that balance the
   * forces there; by the envelope theorem they are those of the relaxed energy's own gradient. `known`: what the solver that
   * came to the state knows of it; an energy without prediction errors ignores it.
   */
  readonly parameterGradient: (
    state: State,
    nudge: Nudge,
    out: Parameters,
    onKinks?: readonly KinkSlope[],
    known?: Known | null,
  ) => void;
}

/**
 * What an energy can do beside. Each is asked for by a function of `capabilities.ts`, which makes a default of the force
 * where there is one, and refuses by name where there is none.
 */
export interface Capabilities {
  /** The dynamics in better coordinates than the activities. Default: the force. */
  readonly flow?: (from: Origin, nudge: Nudge) => Flow;
  /** A better fixed-point map than damped steps along the force, which are the default. */
  readonly iteration?: (from: Origin, nudge: Nudge) => Iteration;
  /** For the default map: length of the step along the force in each layer. Default: 1, and acceleration shortens it. */
  readonly damping?: (nudge: Nudge) => readonly number[];
  /** For the default map: what is proven about basins where it stands. Default: nothing. */
  readonly basin?: (position: State, nudge: Nudge) => Basin | null;
  /** For the default map: the energy of some of the samples. Default: samples at rest wait for the others. */
  readonly restrict?: (samples: readonly number[]) => Energy;
  /** The energy at complex activities. Throws `UserError` for an activation that has no continuation. No default. */
  readonly holomorphic?: () => HolomorphicEnergy;
  /**
   * out = dL/dθ through the free phase, summed over the batch, where that is a formula of the parameters, at which the energy
   * starts. Default: by the implicit function theorem.
   */
  readonly throughFreePhase?: (out: Parameters) => void;
  /** What the network answers at a state [batch, n_L], which the loss looks at. Default: the last state. */
  readonly output?: (state: State) => Matrix;
  /** `ε_l` [batch, n_l] of an energy that is made of prediction errors. No default. */
  readonly errors?: (state: State) => Matrix[];
}
