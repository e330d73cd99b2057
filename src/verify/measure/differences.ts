import type { State } from "../../energy/state.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { copyState } from "./euler-by-force.ts";

/** Weights of the five-point central difference `f′(0) ≈ Σ w f(k h) / h`, error O(h⁴). */
const stencil = [
  [-2, 1 / 12],
  [-1, -2 / 3],
  [1, 2 / 3],
  [2, -1 / 12],
] as const;

const step = 1e-3;

/** d/dt of a function of each sample along `state + t · direction`, at t = 0, by five-point differences. */
export const slopeAlong = (
  linalg: Linalg,
  state: State,
  direction: State,
  of: (state: State) => ArrayLike<number>,
): number[] => {
  const slopes = new Array<number>(state[0]!.rows).fill(0);
  const shifted = copyState(linalg, state);
  for (const [at, weight] of stencil) {
    state.forEach((x, l) => {
      linalg.combine(1, x, at * step, direction[l]!, shifted[l]!);
    });
    const values = of(shifted);
    slopes.forEach((_, sample) => {
      slopes[sample]! += (weight / step) * values[sample]!;
    });
  }
  return slopes;
};

/** ∂/∂x of a function of each sample, entry by entry, by five-point differences. */
export const gradientByDifferences = (
  linalg: Linalg,
  state: State,
  of: (state: State) => ArrayLike<number>,
): Matrix[] => {
  const gradient = state.map((x) => linalg.matrix(x.rows, x.columns));
  state.forEach((x, l) => {
    for (let unit = 0; unit < x.columns; unit++) {
      linalg.scope(() => {
        const direction = state.map(({ rows, columns }) => linalg.matrix(rows, columns));
        for (let row = 0; row < x.rows; row++) linalg.values(direction[l]!)[row * x.columns + unit] = 1;
        slopeAlong(linalg, state, direction, of).forEach((slope, row) => {
          linalg.values(gradient[l]!)[row * x.columns + unit] = slope;
        });
      });
    }
  });
  return gradient;
};
