import { rowDistances } from "../../energy/row-distances.ts";
import type { State } from "../../energy/state.ts";
import type { Relaxation } from "../../inference/outcome.ts";
import { type EulerSettings, relaxByEuler } from "../../inference/solver/euler.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import type { Images } from "../images/images.ts";

/** Parts of the way from the free phase to the equilibrium that may be left: 1 % and 0.01 %. */
export const goals = [1e-2, 1e-4] as const;

/** The way of an image from its free phase to its equilibrium. */
export interface Way {
  /** By the goals: the first step at which no more than that part of the way was left; null if there was none. */
  readonly reached: readonly (number | null)[];
  /** For each layer of the state the first step at which it had moved; null if it never did. */
  readonly arrival: readonly (number | null)[];
}

/** 1 − ‖x − x*‖ / ‖x̄ − x*‖ of each image, over some layers; NaN where there is no way to go. */
const relaxedRows = (linalg: Linalg, x: State, from: State, to: State): number[] => {
  const ones = x.map(() => 1);
  const left = rowDistances(linalg, x, to, ones);
  const whole = rowDistances(linalg, from, to, ones);
  return Array.from(left, (distance, row) => 1 - distance / whole[row]!);
};

/** Of each image the fraction of the way from `from` to `to` that is gone at x: in all, and in each layer. */
export const fractionsRelaxed = (linalg: Linalg, x: State, from: State, to: State) => ({
  all: relaxedRows(linalg, x, from, to),
  layers: x.map((_, l) => relaxedRows(linalg, [x[l]!], [from[l]!], [to[l]!])),
});

/** Euler's steps from the free phase, watched: how they ended, and the way of each image. */
export const walk = (
  { linalg, energy }: Images,
  lambda: number,
  settings: EulerSettings,
  rest: State,
  look: (step: number, state: State) => void = () => {},
): { readonly relaxation: Relaxation; readonly ways: readonly Way[] } => {
  const rows = rest[0]!.rows;
  const ones = rest.map(() => 1);
  const whole = rowDistances(linalg, energy.start, rest, ones);
  const ways = Array.from({ length: rows }, () => ({
    reached: goals.map((): number | null => null),
    arrival: rest.map((): number | null => null),
  }));
  const relaxation = relaxByEuler(linalg, energy, "start", lambda, settings, (step, state) => {
    const left = rowDistances(linalg, state, rest, ones);
    ways.forEach(({ reached }, row) => {
      goals.forEach((goal, i) => {
        if (left[row]! <= goal * whole[row]!) reached[i] ??= step;
      });
    });
    state.forEach((x, l) => {
      if (ways.every(({ arrival }) => arrival[l] !== null)) return;
      const moved = rowDistances(linalg, [x], [energy.start[l]!], [1]);
      ways.forEach(({ arrival }, row) => {
        if (moved[row]! > 0) arrival[l] ??= step;
      });
    });
    look(step, state);
  });
  return { relaxation, ways };
};
