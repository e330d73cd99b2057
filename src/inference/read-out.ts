import { stateAt } from "../energy/capabilities.ts";
import type { Energy } from "../energy/energy.ts";
import { scaledNorms } from "../energy/row-distances.ts";
import type { Nudge, Origin, State } from "../energy/state.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { roundoff } from "../linalg/roundoff.ts";
import { type Relaxation, worstOf } from "./outcome.ts";

/**
 * What an estimate is read from: the prediction errors that the solver itself knows, or the activities, which is all that a
 * network that stores activities can see. The first is exact at any λ; the second subtracts nearly equal numbers.
 */
export type ReadOut = "errors" | "states";

/** A read-out whose predicted rounding is above this is rounding. */
const wall = 0.1;

/** Per sample the largest `u ‖x_l‖ / ‖signal_l‖` of the layers that have a signal. */
const predictedRounding = (linalg: Linalg, state: State, signals: readonly Matrix[]): Float64Array => {
  const worst = new Float64Array(state[0]!.rows);
  state.forEach((x, l) => {
    const norms = scaledNorms(linalg, [x]);
    const sizes = scaledNorms(linalg, [signals[l]!]);
    worst.forEach((most, row) => {
      if (sizes[row]! > 0)
        worst[row] = Math.max(most, (roundoff[linalg.precision] * norms[row]!) / sizes[row]!);
    });
  });
  return worst;
};

/** What an estimate is read from in a phase. */
export interface Reading {
  readonly from: Origin;
  readonly nudge: Nudge;
  readonly readout: ReadOut;
}

/** What a solver found: a relaxation whose errors have not been read. */
export type Rest = Omit<Relaxation, "rounding">;

/**
 * A relaxation as it is read out: with the solver's errors, or without them and with the rounding that reading the activities
 * brings. `signals`: the errors that are to be expected, where the solver does not know them.
 */
export const readOut = (
  linalg: Linalg,
  energy: Energy,
  { from, nudge, readout }: Reading,
  rest: Rest,
  signals: readonly Matrix[] | null = rest.known?.errors ?? null,
): Relaxation => {
  const batch = rest.outcomes.length;
  if (readout === "errors" && rest.known !== null) return { ...rest, rounding: new Float64Array(batch) };
  const rounding = linalg.scope(() =>
    predictedRounding(linalg, rest.state, signals ?? moved(linalg, energy, from, nudge, rest.state)),
  );
  const outcomes = rest.outcomes.map((outcome, row) =>
    rounding[row]! > wall ? worstOf([outcome, "rounding"])! : outcome,
  );
  return { ...rest, known: null, outcomes, rounding };
};

/** What the activities moved by since the phase began, for an energy without prediction errors. */
const moved = (linalg: Linalg, energy: Energy, from: Origin, nudge: Nudge, state: State): readonly Matrix[] =>
  stateAt(energy, from).map((start, l) => {
    const way = linalg.matrix(start.rows, start.columns);
    if (nudge !== 0 && nudge !== "clamped") linalg.combine(1, state[l]!, -1, start, way);
    return way;
  });
