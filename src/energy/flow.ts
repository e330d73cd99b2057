import type { Matrix } from "../linalg/linalg.ts";
import type { State } from "./state.ts";

/** The dynamics dx/dt = −∂F/∂x in linear coordinates of the energy's choice. */
export interface Flow {
  /** The present position, which a solver moves in place. */
  readonly coordinates: readonly Matrix[];
  /** out = the velocity at the present position. */
  readonly velocity: (out: readonly Matrix[]) => void;
  /** x ← x + stepSize · velocity in all layers at once, to the bit as by the velocity, in fewer passes over memory. Without, by the velocity. */
  readonly advance?: (stepSize: number) => void;
  /**
   * out = the velocity of one layer at the present position, for those who move layers one by one. `moved` are the layers that have moved
   * since the last such call: what depends on none of them is not evaluated again. Without, all of `velocity` is.
   */
  readonly layerVelocity?: (layer: number, moved: readonly number[], out: Matrix) => void;
  /** Simultaneous steps until the signal of the loss has been in every layer. Default: as many as there are layers. */
  readonly stepsToArrive?: number;
  /** ‖dx/dt‖ per sample, given the velocity. */
  readonly speeds: (velocity: readonly Matrix[]) => Float64Array;
  /** The state at the present position. */
  readonly state: () => State;
  /** The same flow for some of the samples, at their present position; null if they can't be told apart. */
  readonly restrict: ((samples: readonly number[]) => Flow) | null;
}
