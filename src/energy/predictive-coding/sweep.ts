import type { Matrix } from "../../linalg/linalg.ts";
import type { Rates } from "../../network/rates.ts";
import type { State } from "../state.ts";

/** What one forward sweep at a state has computed; the layers that the input alone predicts are as in the free phase. */
export interface Sweep {
  /** `f′(a_l)`, l = 1 … L − 1; null where the free phase has them. */
  readonly slopes: readonly (Matrix | null)[];
  /** `g(x_l)` and `g′(x_l)`, l = 0 … L − 1. */
  readonly rates: Rates;
  /** `o = a_L`. */
  readonly output: Matrix;
}

/** The sweeps of states that stand as they were swept, so that nobody sweeps there again. */
export interface Sweeps {
  readonly at: (state: State) => Sweep | null;
  /** Null: the sweep there was not one of the network alone, since slopes were pinned. */
  readonly note: (state: State, sweep: Sweep | null) => void;
}

export const createSweeps = (): Sweeps => {
  const known = new WeakMap<State, Sweep>();
  return {
    at: (state) => known.get(state) ?? null,
    note: (state, sweep) => {
      if (sweep === null) known.delete(state);
      else known.set(state, sweep);
    },
  };
};
