import type { Linalg, Matrix } from "../linalg/linalg.ts";

/** Below this a sum of squares has lost digits to what is too small for a double, or everything. */
const tiny = 2 ** -960;

/** Per sample √(Σ_l (factor_l ‖x_l − y_l‖)²), accumulated in float64 whatever the engine's precision. */
export const rowDistances = (
  linalg: Linalg,
  x: readonly Matrix[],
  y: readonly Matrix[],
  factors: readonly number[],
): Float64Array => {
  const squares = new Float64Array(x[0]!.rows);
  for (let l = 0; l < x.length; l++) {
    const sums = linalg.rowSquares(x[l]!, y[l]!);
    const factor = factors[l]! * factors[l]!;
    for (let row = 0; row < sums.length; row++) squares[row]! += factor * sums[row]!;
  }
  return rootsOf(
    squares,
    () => x.map((matrix, l) => linalg.rowNorms(matrix, y[l]!)),
    () =>
      x.map(({ columns }, l): Part => {
        const [a, b] = [linalg.values(x[l]!), linalg.values(y[l]!)];
        return { columns, at: (k) => factors[l]! * (a[k]! - b[k]!) };
      }),
  );
};

/** Per sample √(Σ_l ‖x_l‖²). */
export const rowNorms = (linalg: Linalg, x: readonly Matrix[]): Float64Array => {
  const squares = new Float64Array(x[0]!.rows);
  for (const matrix of x) {
    const sums = linalg.rowSquares(matrix);
    for (let row = 0; row < sums.length; row++) squares[row]! += sums[row]!;
  }
  return rootsOf(
    squares,
    () => x.map((matrix) => linalg.rowNorms(matrix)),
    () =>
      x.map((matrix): Part => {
        const values = linalg.values(matrix);
        return { columns: matrix.columns, at: (k) => values[k]! };
      }),
  );
};

/** The roots of sums of squares, in place; those that are too small are summed anew, with a scale. */
const rootsOf = (
  squares: Float64Array,
  normsOf: () => readonly Float64Array[],
  partsOf: () => readonly Part[],
): Float64Array => {
  let norms: readonly Float64Array[] | null = null;
  for (let row = 0; row < squares.length; row++) {
    const square = squares[row]!;
    if (square >= tiny) squares[row] = Math.sqrt(square);
    else {
      norms ??= normsOf();
      squares[row] = norms.every((norm) => norm[row] === 0) ? 0 : scaledNorm(partsOf(), row);
    }
  }
  return squares;
};

/** Entries of a matrix, or of a difference of two, by their index. */
interface Part {
  readonly columns: number;
  readonly at: (k: number) => number;
}

const scaledNorm = (parts: readonly Part[], row: number): number => {
  let largest = 0;
  for (const { columns, at } of parts)
    for (let k = row * columns, end = k + columns; k < end; k++) largest = Math.max(largest, Math.abs(at(k)));
  if (largest === 0) return 0;
  let sum = 0;
  for (const { columns, at } of parts) {
    for (let k = row * columns, end = k + columns; k < end; k++) {
      const part = at(k) / largest;
      sum += part * part;
    }
  }
  return largest * Math.sqrt(sum);
};
