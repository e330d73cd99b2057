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
  x.forEach((matrix, l) => {
    linalg.rowSquares(matrix, y[l]!).forEach((sum, row) => {
      squares[row]! += factors[l]! * factors[l]! * sum;
    });
  });
  const norms = squares.every((square) => square >= tiny)
    ? []
    : x.map((matrix, l) => linalg.rowNorms(matrix, y[l]!));
  return squares.map((square, row) => {
    if (square >= tiny) return Math.sqrt(square);
    if (norms.every((norm) => norm[row] === 0)) return 0;
    const parts = x.map(({ columns }, l): Part => {
      const [a, b] = [linalg.values(x[l]!), linalg.values(y[l]!)];
      return { columns, at: (k) => factors[l]! * (a[k]! - b[k]!) };
    });
    return scaledNorm(parts, row);
  });
};

/** Per sample √(Σ_l ‖x_l‖²). */
export const rowNorms = (linalg: Linalg, x: readonly Matrix[]): Float64Array => {
  const squares = new Float64Array(x[0]!.rows);
  for (const matrix of x) {
    linalg.rowSquares(matrix).forEach((sum, row) => {
      squares[row]! += sum;
    });
  }
  const norms = squares.every((square) => square >= tiny) ? [] : x.map((matrix) => linalg.rowNorms(matrix));
  return squares.map((square, row) => {
    if (square >= tiny) return Math.sqrt(square);
    return norms.every((norm) => norm[row] === 0) ? 0 : scaledNorm(partsOf(linalg, x), row);
  });
};

/** Entries of a matrix, or of a difference of two, by their index. */
interface Part {
  readonly columns: number;
  readonly at: (k: number) => number;
}

const partsOf = (linalg: Linalg, x: readonly Matrix[]): Part[] =>
  x.map((matrix) => {
    const values = linalg.values(matrix);
    return { columns: matrix.columns, at: (k) => values[k]! };
  });

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
