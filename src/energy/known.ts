import type { Matrix } from "../linalg/linalg.ts";
import type { Rates } from "../network/rates.ts";

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
