import type { Energy } from "../energy/energy.ts";
import type { Nudge, State } from "../energy/state.ts";
import type { Linalg } from "../linalg/linalg.ts";

/** Most dimensions of the Krylov space: both ends of the spectrum are then good to far better than advice needs. */
const mostSteps = 60;
/** Step of the difference quotient: small against activities, large against rounding. */
const probe = { float64: 1e-5, float32: 1e-2 };
/** Rounding of the differences, relative to λ_max: a smallest curvature beyond it is negative. */
const noise = { float64: 1e-6, float32: 1e-2 };

/** The ends of the spectrum of the Hessian, per sample. */
export interface Curvatures {
  readonly smallest: Float64Array;
  readonly largest: Float64Array;
}

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
    const size = state.reduce((sum, x) => sum + x.columns, 0);
    const times = hessianRows(linalg, energy, state, nudge);
    /** Per sample the basis, and the tridiagonal matrix in it. */
    const bases: Float64Array[][] = Array.from({ length: batch }, () => []);
    const diagonals: number[][] = Array.from({ length: batch }, () => []);
    const besides: number[][] = Array.from({ length: batch }, () => []);
    // A fixed start with a part in every direction.
    const first = Float64Array.from({ length: size }, (_, k) => 1 + ((k * 7) % 11) / 11 - (k % 3));
    const moves = movingEntries(state, times(Array.from({ length: batch }, () => first)));
    let vectors: (Float64Array | null)[] = Array.from({ length: batch }, () =>
      normalised(first.map((value, k) => value * moves[k]!)),
    );
    for (let step = 0; step < Math.min(steps, size) && vectors.some((v) => v !== null); step++) {
      const images = times(vectors.map((v) => v ?? new Float64Array(size)));
      vectors = vectors.map((v, row) => {
        if (v === null) return null;
        const image = images[row]!;
        bases[row]!.push(v);
        diagonals[row]!.push(dot(v, image));
        // Twice is enough (Parlett 1980).
        for (let round = 0; round < 2; round++) {
          for (const known of bases[row]!) addTo(image, -dot(known, image), known);
        }
        const rest = Math.sqrt(dot(image, image));
        const scale = diagonals[row]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        if (!(rest > noise[linalg.precision] * scale) || !Number.isFinite(rest)) return null;
        besides[row]!.push(rest);
        return normalised(image);
      });
    }
    const ends = diagonals.map((diagonal, row) => extremes(diagonal, besides[row]!));
    return {
      smallest: Float64Array.from(ends, ([low]) => low),
      largest: Float64Array.from(ends, ([, high]) => high),
    };
  });

/** On the paper's network the largest curvature is then the same to ten digits as after four times as many. */
const stepsToLargest = 40;

/** λ_max of the Hessian at a state, the largest over the batch. Euler's method is stable for step sizes below 2 / λ_max. */
export const largestCurvature = (linalg: Linalg, energy: Energy, state: State, nudge: Nudge): number =>
  extremeCurvatures(linalg, energy, state, nudge, stepsToLargest).largest.reduce((most, value) =>
    Math.max(most, value),
  );

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

const dot = (x: Float64Array, y: Float64Array): number => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
};

const addTo = (y: Float64Array, alpha: number, x: Float64Array): void => {
  for (let i = 0; i < y.length; i++) y[i]! += alpha * x[i]!;
};

const normalised = (x: Float64Array): Float64Array => {
  const norm = Math.sqrt(dot(x, x));
  return x.map((value) => value / norm);
};

/** `v ↦ ∂²F/∂x² v` for a vector a sample, all samples at once. */
const hessianRows = (linalg: Linalg, energy: Energy, state: State, nudge: Nudge) => {
  const like = () => state.map((x) => linalg.matrix(x.rows, x.columns));
  const [shifted, up, down] = [like(), like(), like()];
  const step = probe[linalg.precision];
  const forceAt = (vectors: readonly Float64Array[], offset: number, out: State): void => {
    let at = 0;
    state.forEach((x, l) => {
      const [from, to] = [linalg.values(x), linalg.values(shifted[l]!)];
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
        const [high, low] = [linalg.values(up[l]!), linalg.values(down[l]!)];
        for (let j = 0, k = row * x.columns; j < x.columns; j++, k++) {
          image[at + j] = (low[k]! - high[k]!) / (2 * step);
        }
        at += x.columns;
      });
      return image;
    });
  };
};

/** Bisections of an interval: to the last bit of a double. */
const bisections = 60;

/** The smallest and the largest eigenvalue of a symmetric tridiagonal matrix, by counting the signs of its pivots (Givens 1954). */
const extremes = (diagonal: readonly number[], beside: readonly number[]): readonly [number, number] => {
  const n = diagonal.length;
  const off = (i: number): number => (i >= 0 && i < n - 1 ? Math.abs(beside[i]!) : 0);
  const bound = diagonal.reduce((most, d, i) => Math.max(most, Math.abs(d) + off(i - 1) + off(i)), 0);
  if (!Number.isFinite(bound) || n === 0) return [Number.NaN, Number.NaN];
  /** How many eigenvalues are below x. */
  const below = (x: number): number => {
    let count = 0;
    let pivot = 1;
    diagonal.forEach((d, i) => {
      const square = i === 0 ? 0 : beside[i - 1]! * beside[i - 1]!;
      pivot = d - x - (pivot === 0 ? square / Number.MIN_VALUE : square / pivot);
      if (pivot < 0) count++;
    });
    return count;
  };
  const find = (wanted: number): number => {
    let [low, high] = [-bound, bound];
    for (let i = 0; i < bisections; i++) {
      const middle = (low + high) / 2;
      if (below(middle) >= wanted) high = middle;
      else low = middle;
    }
    return (low + high) / 2;
  };
  return [find(1), find(n)];
};
