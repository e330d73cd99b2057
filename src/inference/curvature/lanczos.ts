import { dot } from "../../linalg/dot.ts";

/** Symmetric products `v ↦ H v`, one for each row of a batch, all rows at once. */
export type Products = (vectors: readonly Float64Array[]) => readonly Float64Array[];

/** The ends of the spectrum of a symmetric map, per row. */
export interface Curvatures {
  readonly smallest: Float64Array;
  readonly largest: Float64Array;
}

interface Search {
  /** Where each row begins; with a part in every direction that counts. */
  readonly starts: readonly Float64Array[];
  /** Most dimensions of the Krylov space. */
  readonly steps: number;
  /** Rounding of the products, relative to the largest. */
  readonly noise: number;
  /** A row is done once its smallest is known to be below this. Default: nothing is enough. */
  readonly enough?: number;
}

/**
 * The ends of the spectrum by Lanczos' method (1950) with full reorthogonalisation. Each row for itself. They are approached from
 * within: the smallest eigenvalue is at most what is found.
 */
export const extremeEigenvalues = (
  times: Products,
  { starts, steps, noise, enough = Number.NEGATIVE_INFINITY }: Search,
): Curvatures => {
  /** Per row the basis, and the tridiagonal matrix in it. */
  const bases: Float64Array[][] = starts.map(() => []);
  const diagonals: number[][] = starts.map(() => []);
  const besides: number[][] = starts.map(() => []);
  const size = starts[0]!.length;
  let vectors: (Float64Array | null)[] = starts.map(normalised);
  for (let step = 0; step < Math.min(steps, size) && vectors.some((v) => v !== null); step++) {
    const images = times(vectors.map((v) => v ?? new Float64Array(size)));
    const underway = vectors.flatMap((v, row) => (v === null ? [] : [row]));
    for (const row of underway) {
      bases[row]!.push(vectors[row]!);
      diagonals[row]!.push(dot(vectors[row]!, images[row]!));
    }
    for (let from = 0; from < underway.length; from += together) {
      const rows = underway.slice(from, from + together);
      orthogonalise(
        rows.map((row) => images[row]!),
        rows.map((row) => bases[row]!),
      );
    }
    vectors = vectors.map((v, row) => {
      if (v === null) return null;
      const image = images[row]!;
      const rest = Math.sqrt(dot(image, image));
      const scale = diagonals[row]!.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      if (!(rest > noise * scale) || !Number.isFinite(rest)) return null;
      if (enough !== Number.NEGATIVE_INFINITY && extremes(diagonals[row]!, besides[row]!)[0] < enough)
        return null;
      besides[row]!.push(rest);
      return normalised(image);
    });
  }
  const ends = diagonals.map((diagonal, row) => extremes(diagonal, besides[row]!));
  return {
    smallest: Float64Array.from(ends, ([low]) => low),
    largest: Float64Array.from(ends, ([, high]) => high),
  };
};

/** A fixed vector with a part in every direction. */
export const everyDirection = (size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, k) => 1 + ((k * 7) % 11) / 11 - (k % 3));

/** Rows whose sums run side by side: one alone waits for each of its additions. */
const together = 4;

/** Takes from each vector its parts along its basis, one after another; twice is enough (Parlett 1980). */
const orthogonalise = (
  vectors: readonly Float64Array[],
  bases: readonly (readonly Float64Array[])[],
): void => {
  for (let round = 0; round < 2; round++) {
    for (let k = 0; k < bases[0]!.length; k++) {
      if (vectors.length === together) {
        takeFromFour(
          vectors,
          bases.map((basis) => basis[k]!),
        );
      } else {
        vectors.forEach((x, row) => {
          const known = bases[row]![k]!;
          addTo(x, -dot(known, x), known);
        });
      }
    }
  }
};

const takeFromFour = (vectors: readonly Float64Array[], known: readonly Float64Array[]): void => {
  const [x0, x1, x2, x3] = vectors as readonly [Float64Array, Float64Array, Float64Array, Float64Array];
  const [v0, v1, v2, v3] = known as readonly [Float64Array, Float64Array, Float64Array, Float64Array];
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
  for (let i = 0; i < x0.length; i++) {
    sum0 += v0[i]! * x0[i]!;
    sum1 += v1[i]! * x1[i]!;
    sum2 += v2[i]! * x2[i]!;
    sum3 += v3[i]! * x3[i]!;
  }
  addTo(x0, -sum0, v0);
  addTo(x1, -sum1, v1);
  addTo(x2, -sum2, v2);
  addTo(x3, -sum3, v3);
};

const addTo = (y: Float64Array, alpha: number, x: Float64Array): void => {
  for (let i = 0; i < y.length; i++) y[i]! += alpha * x[i]!;
};

const normalised = (x: Float64Array): Float64Array => {
  const norm = Math.sqrt(dot(x, x));
  return x.map((value) => value / norm);
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
