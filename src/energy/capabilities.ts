import { exitCode, UserError } from "../errors.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { Capabilities, Energy } from "./energy.ts";
import type { Flow } from "./flow.ts";
import type { Iteration } from "./iteration.ts";
import { rowNorms } from "./row-distances.ts";
import { selectRows } from "./select-rows.ts";
import type { Nudge, Origin, State } from "./state.ts";

// What solvers and estimators ask of an energy beside its value, force and parameter gradient. Where the energy itself has
// no answer, its force gives one.

/** The state at which inference begins. */
export const stateAt = (energy: Energy, origin: Origin): State =>
  origin === "start" ? energy.start : origin;

export const copies = (linalg: Linalg, from: readonly Matrix[]): Matrix[] =>
  from.map((x) => {
    const copy = linalg.blank(x.rows, x.columns);
    linalg.copy(x, copy);
    return copy;
  });

/** The energy's dynamics; by default `dx/dt = force(x)` in the activities themselves. */
export const flowOf = (linalg: Linalg, energy: Energy, from: Origin, nudge: Nudge): Flow => {
  if (energy.flow !== undefined) return energy.flow(from, nudge);
  const coordinates = copies(linalg, stateAt(energy, from));
  const { restrict } = energy;
  return {
    coordinates,
    velocity: (out) => energy.force(coordinates, nudge, out),
    speeds: (velocity) => rowNorms(linalg, velocity),
    state: () => coordinates,
    restrict:
      restrict === undefined
        ? null
        : (samples) =>
            flowOf(
              linalg,
              restrict(samples),
              coordinates.map((x) => selectRows(linalg, x, samples)),
              nudge,
            ),
  };
};

/**
 * The energy's fixed-point map; by default `x_l ← x_l + step_l force_l(x)`, one damped Jacobi step in all layers at once, whose
 * fixed points are the stationary points.
 */
export const iterationOf = (linalg: Linalg, energy: Energy, from: Origin, nudge: Nudge): Iteration => {
  if (energy.iteration !== undefined) return energy.iteration(from, nudge);
  const coordinates = copies(linalg, stateAt(energy, from));
  const forces = coordinates.map((x) => linalg.matrix(x.rows, x.columns));
  const steps = energy.damping?.(nudge) ?? coordinates.map(() => 1);
  const { restrict } = energy;
  return {
    coordinates,
    apply: (out) => {
      energy.force(coordinates, nudge, forces);
      coordinates.forEach((x, l) => {
        linalg.combine(1, x, steps[l]!, forces[l]!, out[l]!);
      });
    },
    residuals: () => rowNorms(linalg, forces),
    state: () => coordinates,
    restrict:
      restrict === undefined
        ? null
        : (samples) =>
            iterationOf(
              linalg,
              restrict(samples),
              coordinates.map((x) => selectRows(linalg, x, samples)),
              nudge,
            ),
    place: (state) => {
      state.forEach((x, l) => {
        linalg.copy(x, coordinates[l]!);
      });
    },
    known: () => null,
    basin: energy.basin?.(coordinates, nudge) ?? null,
    kinks: null,
  };
};

/** What the network answers at a state. */
export const outputOf = (energy: Energy, state: State): Matrix => energy.output?.(state) ?? state.at(-1)!;

/** Throws `UserError` (usage) where the energy lacks a capability that nothing stands in for. */
const required = <Name extends "holomorphic" | "errors">(
  energy: Energy,
  name: Name,
  what: string,
  remedy: string,
): NonNullable<Capabilities[Name]> => {
  const found: Capabilities[Name] = energy[name];
  if (found !== undefined) return found;
  throw new UserError(
    exitCode.usage,
    `expected an energy with ${what}, found ${energy.name}, which has none; ${remedy}`,
  );
};

/** The prediction errors `ε_l` at a state. Throws `UserError` for an energy that is not made of them. */
export const errorsOf = (energy: Energy, state: State): Matrix[] =>
  required(energy, "errors", "prediction errors", "use predictive-coding")(state);

/** The same energy, starting at another state: the free phase that was found by relaxing, say. */
export const startingAt = (energy: Energy, state: State): Energy => {
  const { flow, iteration } = energy;
  const begin = (from: Origin): State => (from === "start" ? state : from);
  return {
    ...energy,
    start: state,
    startsAtZeroGradient: false,
    ...(flow && { flow: (from, nudge) => flow(begin(from), nudge) }),
    ...(iteration && { iteration: (from, nudge) => iteration(begin(from), nudge) }),
  };
};
