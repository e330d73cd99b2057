import type { Matrix } from "../linalg/linalg.ts";
import type { Rates } from "../network/rates.ts";
import type { Basin } from "./basin.ts";
import type { Kinks } from "./kinks.ts";
import type { State } from "./state.ts";

/** What one forward sweep at a state has computed; the layers that the input alone predicts are as in the free phase. */
export interface Sweep {
  /** `f′(a_l)` [batch, n_l], l = 1 … L − 1; null where the free phase has them. */
  readonly slopes: readonly (Matrix | null)[];
  /** `g(x_l)` and `g′(x_l)`, l = 0 … L − 1. */
  readonly rates: Rates;
  /** `o = a_L` [batch, n_L]. */
  readonly output: Matrix;
}

/** What a solver knows of the state that it has come to, beside the state itself: whoever reads it there need not compute it. */
export interface Known {
  /** The prediction errors `ε_l` [batch, n_l], without a subtraction of nearly equal numbers. */
  readonly errors: readonly Matrix[];
  /** What the last sweep computed there; null where it was not one of the network alone, since slopes were pinned, or is not kept. */
  readonly sweep: Sweep | null;
}

/** A map whose fixed points are the stationary points of F, in coordinates of the energy's choice. */
export interface Iteration {
  /** The present position, which a solver moves in place. */
  readonly coordinates: readonly Matrix[];
  /** Whether every coordinate was 0 when the map was made. */
  readonly beginsAtZero?: boolean;
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
