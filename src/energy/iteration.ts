import type { Matrix } from "../linalg/linalg.ts";
import type { Basin } from "./basin.ts";
import type { Kinks } from "./kinks.ts";
import type { Known } from "./known.ts";
import type { State } from "./state.ts";

/** A map whose fixed points are the stationary points of F, in coordinates of the energy's choice. */
export interface Iteration {
  /** The present position, which a solver moves in place. */
  readonly coordinates: readonly Matrix[];
  /** out = the image of the present position. */
  readonly apply: (out: readonly Matrix[]) => void;
  /** ‖∂F/∂x‖ per sample at the position that was mapped last. */
  readonly residuals: () => Float64Array;
  /** The state at the position that was mapped last. */
  readonly state: () => State;
  /** The same map for some of the samples, at their present position; null if they can't be told apart. */
  readonly restrict: ((samples: readonly number[]) => Iteration) | null;
  /** Moves the position to a state, and frees every pinned slope. */
  readonly place: (state: State) => void;
  /** What is known of the state at the position that was mapped last, where the coordinates are prediction errors; else null. */
  readonly known: () => Known | null;
  /** What is proven about basins; null where nothing is. */
  readonly basin: Basin | null;
  /** Where F is not differentiable; null for a smooth energy. */
  readonly kinks: Kinks | null;
}
