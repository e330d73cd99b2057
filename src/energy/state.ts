import type { Matrix } from "../linalg/linalg.ts";

/** The activities that are free to move, one matrix [batch, n] a layer, samples in rows. */
export type State = readonly Matrix[];

/** Where inference begins: at a state, or where the energy itself does (`Energy.start`). */
export type Origin = State | "start";

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
