import type { Matrix } from "../linalg/linalg.ts";
import type { Parameters } from "../network/network.ts";

/** The activities that are free to move, one matrix [batch, n] a layer, samples in rows. */
export type State = readonly Matrix[];

/** Per sample: the internal energy I and the supervised loss L (not yet times λ). */
export interface EnergyValues {
  readonly internal: Float64Array;
  readonly supervised: Float64Array;
}

/**
 * How the target acts on the output: with λ times the loss (0 in the free phase), or by holding it there. What holding
 * means is the energy's: for layered feedback the output is the target, for predictive coding it is λ = 1.
 */
export type Nudge = number | "clamped";

/**
 * A nudged energy `F(x, θ) = I(x, θ) + λ L(x, T)` (Millidge et al. 2022, Eq. 9), bound to parameters, a clamped
 * input and a target. Knows nothing of time or learning. Energies are per sample; parameter gradients are
 * summed over the batch.
 */
export interface Energy {
  /** Where inference starts. */
  readonly start: State;
  /** Whether `start` is a free phase at which also ∂I/∂θ = 0, so that one phase is enough (Eq. 17). */
  readonly startsAtZeroGradient: boolean;
  readonly values: (state: State) => EnergyValues;
  /** out_l = −∂F/∂x_l, per sample (Eq. 1). */
  readonly force: (state: State, nudge: Nudge, out: State) => void;
  /**
   * out = ∂F/∂θ, summed over the batch. Where the state rests on a kink, `onKinks` has the slopes that balance the
   * forces there; by the envelope theorem they are those of the relaxed energy's own gradient.
   */
  readonly parameterGradient: (
    state: State,
    nudge: Nudge,
    out: Parameters,
    onKinks?: readonly KinkSlope[],
  ) => void;
  readonly flow: (from: State, nudge: Nudge) => Flow;
  readonly sweep: (from: State, nudge: Nudge) => Sweep;
}

/** The dynamics dx/dt = −∂F/∂x in linear coordinates of the energy's choice. */
export interface Flow {
  /** The present position, which a solver moves in place. */
  readonly coordinates: readonly Matrix[];
  /** out = the velocity at the present position. */
  readonly velocity: (out: readonly Matrix[]) => void;
  /** ‖dx/dt‖ per sample, given the velocity. */
  readonly speeds: (velocity: readonly Matrix[]) => Float64Array;
  /** The state at the present position. */
  readonly state: () => State;
}

/** A map whose fixed points are the stationary points of F, in coordinates of the energy's choice. */
export interface Sweep {
  /** The present position, which a solver moves in place. */
  readonly coordinates: readonly Matrix[];
  /** out = the image of the present position. */
  readonly apply: (out: readonly Matrix[]) => void;
  /** ‖∂F/∂x‖ per sample at the position that was swept last. */
  readonly residuals: () => Float64Array;
  /** The state at the position that was swept last. */
  readonly state: () => State;
  /** The same map for some of the samples, at their present position; null if they can't be told apart. */
  readonly restrict: ((samples: readonly number[]) => Sweep) | null;
  /** Where F is not differentiable; null for a smooth energy. */
  readonly kinks: Kinks | null;
}

/** A unit whose pre-activation is 0 at rest, and its slope there, between the two one-sided ones. */
export interface KinkSlope {
  /** Index into `Kinks.preactivations`. */
  readonly layer: number;
  readonly sample: number;
  readonly unit: number;
  readonly slope: number;
}

/**
 * The kinks of a piecewise smooth energy: the units whose pre-activation may be exactly 0. A unit can be pinned
 * to its kink: then its slope is a number between the two one-sided slopes (Clarke 1983).
 */
export interface Kinks {
  /** Pre-activations at the position that was swept last; a unit is on its kink where its entry is 0. */
  readonly preactivations: readonly Matrix[];
  /** The one-sided slopes `[f′(0−), f′(0+)]`. */
  readonly oneSided: readonly [number, number];
  /** Pins a unit's slope in the sweeps to come, or frees it with `null`. */
  readonly pin: (layer: number, sample: number, unit: number, slope: number | null) => void;
  /** Estimate of d preactivation / d slope of a unit at the present position. */
  readonly sensitivity: (layer: number, sample: number, unit: number) => number;
}
