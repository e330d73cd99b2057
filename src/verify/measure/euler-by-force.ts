import type { Energy } from "../../energy/energy.ts";
import type { Nudge, State } from "../../energy/state.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";

/** A state with the same numbers in matrices of its own. */
export const copyState = (linalg: Linalg, state: State): Matrix[] => {
  return state.map((x) => {
    const copy = linalg.matrix(x.rows, x.columns);
    linalg.copy(x, copy);
    return copy;
  });
};

/**
 * Explicit Euler, `x ← x − η ∂F/∂x` (Eq. 1), with nothing but an energy's force, from any state: `path` sees each state,
 * the start included. An independent witness of the solvers, which know better coordinates.
 */
export const eulerByForce = (
  linalg: Linalg,
  energy: Pick<Energy, "force">,
  from: State,
  nudge: Nudge,
  { stepSize, steps }: { readonly stepSize: number; readonly steps: number },
  path: (step: number, state: State) => void = () => {},
): State => {
  const state = copyState(linalg, from);
  const force = copyState(linalg, from);
  path(0, state);
  for (let step = 1; step <= steps; step++) {
    energy.force(state, nudge, force);
    force.forEach((f, l) => {
      linalg.addScaled(stepSize, f, state[l]!);
    });
    path(step, state);
  }
  return state;
};
