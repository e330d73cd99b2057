import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { Flow, Nudge, State, Sweep } from "./energy.ts";
import { rowNorms } from "./row-distances.ts";

// Inference in the activities themselves, for energies that know no better coordinates.

type Force = (state: State, nudge: Nudge, out: State) => void;

const copies = (linalg: Linalg, from: State): Matrix[] =>
  from.map((x) => {
    const copy = linalg.matrix(x.rows, x.columns);
    linalg.copy(x, copy);
    return copy;
  });

/** The flow dx/dt = force(x). */
export const stateFlow = (linalg: Linalg, force: Force, from: State, nudge: Nudge): Flow => {
  const coordinates = copies(linalg, from);
  return {
    coordinates,
    velocity: (out) => force(coordinates, nudge, out),
    speeds: (velocity) => rowNorms(linalg, velocity),
    state: () => coordinates,
  };
};

/** The map `x_l ← x_l + step_l force_l(x)`: one damped Jacobi sweep, whose fixed points are the stationary points. */
export const stateSweep = (
  linalg: Linalg,
  force: Force,
  from: State,
  nudge: Nudge,
  steps: readonly number[],
  restrict: ((state: State, samples: readonly number[]) => Sweep) | null,
): Sweep => {
  const coordinates = copies(linalg, from);
  const forces = coordinates.map((x) => linalg.matrix(x.rows, x.columns));
  return {
    coordinates,
    apply: (out) => {
      force(coordinates, nudge, forces);
      coordinates.forEach((x, l) => {
        linalg.combine(1, x, steps[l]!, forces[l]!, out[l]!);
      });
    },
    residuals: () => rowNorms(linalg, forces),
    state: () => coordinates,
    restrict: restrict === null ? null : (samples) => restrict(coordinates, samples),
    kinks: null,
  };
};
