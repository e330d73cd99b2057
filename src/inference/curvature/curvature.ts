import type { Energy } from "../../energy/energy.ts";
import type { Nudge, State } from "../../energy/state.ts";
import type { Linalg, RealArray } from "../../linalg/linalg.ts";
import { type Curvatures, everyDirection, extremeEigenvalues } from "./lanczos.ts";

/** Most dimensions of the Krylov space: both ends of the spectrum are then good to far better than advice needs. */
const mostSteps = 60;
/** Step of the difference quotient: small against activities, large against rounding. */
export const probe = { float64: 1e-5, float32: 1e-2 };
/** Rounding of the differences, relative to λ_max: a smallest curvature beyond it is negative. */
export const noise = { float64: 1e-6, float32: 1e-2 };

/**
 * The smallest and the largest curvature of `∂²F/∂x²` at a state, by Lanczos' method (1950) with full reorthogonalisation on
 * central differences of the force. Matrix-free; each sample for itself. The ends of the spectrum are approached from within.
 */
export const extremeCurvatures = (
  linalg: Linalg,
  energy: Energy,
  state: State,
  nudge: Nudge,
  steps = mostSteps,
): Curvatures =>
  linalg.scope(() => {
    const batch = state[0]!.rows;
    const times = hessianRows(linalg, energy, state, nudge);
    const first = everyDirection(state.reduce((sum, x) => sum + x.columns, 0));
    const moves = movingEntries(state, times(Array.from({ length: batch }, () => first)));
    const start = first.map((value, k) => value * moves[k]!);
    const starts = Array.from({ length: batch }, () => start);
    return extremeEigenvalues(times, { starts, steps, noise: noise[linalg.precision] });
  });

/** On the paper's network the largest curvature is then the same to ten digits as after four times as many. */
const stepsToLargest = 40;

/** λ_max of the Hessian at a state, per sample. Euler's method is stable for step sizes below 2 / λ_max. */
export const largestCurvatures = (linalg: Linalg, energy: Energy, state: State, nudge: Nudge): Float64Array =>
  extremeCurvatures(linalg, energy, state, nudge, stepsToLargest).largest;

/** The largest over the batch. */
export const largestCurvature = (linalg: Linalg, energy: Energy, state: State, nudge: Nudge): number =>
  largestCurvatures(linalg, energy, state, nudge).reduce((most, value) => Math.max(most, value));

/** Per sample whether a stationary point is none of the energy's minima: its smallest curvature is negative. */
export const isSaddle = (linalg: Linalg, { smallest, largest }: Curvatures): readonly boolean[] =>
  Array.from(
    smallest,
    (low, row) => low < -noise[linalg.precision] * Math.max(Math.abs(low), Math.abs(largest[row]!)),
  );

/** 0 for the entries of a layer that is held, whatever happens to the others, as a clamped output is. */
const movingEntries = (state: State, images: readonly Float64Array[]): Float64Array => {
  const moves = new Float64Array(images[0]!.length).fill(1);
  let at = 0;
  for (const { columns } of state) {
    const layer = [at, at + columns] as const;
    if (images.every((image) => image.subarray(...layer).every((value) => value === 0)))
      moves.fill(0, ...layer);
    at += columns;
  }
  return moves;
};

/** `v ↦ ∂²F/∂x² v` for a vector a sample, all samples at once. */
const hessianRows = (linalg: Linalg, energy: Energy, state: State, nudge: Nudge) => {
  const like = () => state.map((x) => linalg.matrix(x.rows, x.columns));
  const [shifted, up, down] = [like(), like(), like()];
  // Looked at once for all products.
  const [here, moved, above, below] = [state, shifted, up, down].map((layers) =>
    layers.map((x) => linalg.values(x)),
  ) as [RealArray[], RealArray[], RealArray[], RealArray[]];
  const step = probe[linalg.precision];
  const forceAt = (vectors: readonly Float64Array[], offset: number, out: State): void => {
    let at = 0;
    state.forEach((x, l) => {
      const from = here[l]!;
      const to = moved[l]!;
      for (let row = 0, k = 0; row < x.rows; row++) {
        for (let j = 0; j < x.columns; j++, k++) to[k] = from[k]! + offset * vectors[row]![at + j]!;
      }
      at += x.columns;
    });
    energy.force(shifted, nudge, out);
  };
  return (vectors: readonly Float64Array[]): Float64Array[] => {
    forceAt(vectors, step, up);
    forceAt(vectors, -step, down);
    return vectors.map((vector, row) => {
      const image = new Float64Array(vector.length);
      let at = 0;
      state.forEach((x, l) => {
        const high = above[l]!;
        const low = below[l]!;
        for (let j = 0, k = row * x.columns; j < x.columns; j++, k++) {
          image[at + j] = (low[k]! - high[k]!) / (2 * step);
        }
        at += x.columns;
      });
      return image;
    });
  };
};
