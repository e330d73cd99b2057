import type { Linalg, Matrix } from "../../../linalg/linalg.ts";
import type { Parameters } from "../../../network/parameters.ts";

/** A small matrix of plain numbers, by rows: closed forms take no part in the engine. */
export type Rows = readonly (readonly number[])[];

export const rowsOf = (linalg: Linalg, matrix: Matrix): Rows =>
  Array.from({ length: matrix.rows }, (_, row) =>
    Array.from(linalg.values(matrix).subarray(row * matrix.columns, (row + 1) * matrix.columns)),
  );

export const transpose = (a: Rows): Rows => a[0]!.map((_, column) => a.map((row) => row[column]!));

export const times = (a: Rows, b: Rows): Rows => {
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => row.reduce((sum, value, k) => sum + value * column[k]!, 0)));
};

/** `a + factor b`. */
export const plus = (a: Rows, factor: number, b: Rows): Rows =>
  a.map((row, i) => row.map((value, j) => value + factor * b[i]![j]!));

export const identity = (size: number): Rows =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => Number(i === j)));

/**
 * How the output of a linear network answers to an error of hidden layer l = 1 … L − 1: `K_l = W_l W_{l+1} … W_{L−1}`, and
 * `M = Σ_l K_lᵀ K_l` [n_L, n_L].
 */
export const responses = (
  linalg: Linalg,
  { weights }: Parameters,
): { readonly layers: readonly Rows[]; readonly m: Rows } => {
  const layers: Rows[] = [];
  for (const matrix of weights.slice(1).reverse()) {
    const above = layers[0];
    const own = rowsOf(linalg, matrix);
    layers.unshift(above === undefined ? own : times(own, above));
  }
  const squares = layers.map((k) => times(transpose(k), k));
  return { layers, m: squares.reduce((sum, square) => plus(sum, 1, square)) };
};

/** The lower triangle C of `a = C Cᵀ` for a symmetric a; null unless a is positive definite. */
export const cholesky = (a: Rows): Rows | null => {
  const c = a.map((row) => row.map(() => 0));
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = a[i]![j]!;
      for (let k = 0; k < j; k++) rest -= c[i]![k]! * c[j]![k]!;
      if (i === j && !(rest > 0)) return null;
      c[i]![j] = i === j ? Math.sqrt(rest) : rest / c[j]![j]!;
    }
  }
  return c;
};

/** Solves `a x = b` for a symmetric positive definite a. Throws an Error for another one. */
export const solve = (a: Rows, b: readonly number[]): number[] => {
  const c = cholesky(a);
  if (c === null) throw new Error("the matrix is not positive definite");
  const y: number[] = [];
  for (let i = 0; i < b.length; i++) {
    y.push(y.reduce((rest, value, k) => rest - c[i]![k]! * value, b[i]!) / c[i]![i]!);
  }
  const x = new Array<number>(b.length).fill(0);
  for (let i = b.length - 1; i >= 0; i--) {
    let rest = y[i]!;
    for (let k = i + 1; k < b.length; k++) rest -= c[k]![i]! * x[k]!;
    x[i] = rest / c[i]![i]!;
  }
  return x;
};

/** Where a condition that holds at `low` and fails at `high` > `low` > 0 ceases to hold, to rounding, by bisection. */
export const threshold = (holds: (value: number) => boolean, low: number, high: number): number => {
  let [from, to] = [low, high];
  for (;;) {
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to) return middle;
    if (holds(middle)) from = middle;
    else to = middle;
  }
};

/** λ_max of a symmetric matrix with a positive trace that bounds it. */
export const largestEigenvalue = (a: Rows): number => {
  const trace = a.reduce((sum, row, i) => sum + row[i]!, 0);
  const above = (value: number) =>
    cholesky(
      plus(
        a.map((row) => row.map((entry) => -entry)),
        value,
        identity(a.length),
      ),
    );
  return threshold((value) => above(value) === null, 0, 2 * trace);
};

/** λ_min and λ_max of a symmetric matrix, which the sum of its entries' magnitudes bounds. */
export const extremeEigenvalues = (a: Rows): { readonly least: number; readonly most: number } => {
  const bound = a.reduce((sum, row) => row.reduce((rest, entry) => rest + Math.abs(entry), sum), 0);
  const shifted = (sign: 1 | -1) =>
    plus(
      a.map((row) => row.map((entry) => sign * entry)),
      bound,
      identity(a.length),
    );
  return {
    least: bound - largestEigenvalue(shifted(-1)),
    most: largestEigenvalue(shifted(1)) - bound,
  };
};
