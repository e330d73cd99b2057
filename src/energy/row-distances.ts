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
    const a = linalg.values(matrix);
    const b = linalg.values(y[l]!);
    for (let row = 0, k = 0; row < matrix.rows; row++) {
      let sum = 0;
      for (const end = k + matrix.columns; k < end; k++) {
        const difference = a[k]! - b[k]!;
        sum += difference * difference;
      }
      squares[row]! += factors[l]! * factors[l]! * sum;
    }
  });
  return squares.map((square, row) => {
    if (square >= tiny) return Math.sqrt(square);
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
    const values = linalg.values(matrix);
    for (let row = 0, k = 0; row < matrix.rows; row++) {
      let sum = 0;
      for (const end = k + matrix.columns; k < end; k++) sum += values[k]! * values[k]!;
      squares[row]! += sum;
    }
  }
  return squares.map((square, row) =>
    square >= tiny ? Math.sqrt(square) : scaledNorm(partsOf(linalg, x), row),
  );
};

/** The same where squares are too small: signals of λ = 1e-300 have none. Each row is scaled by its largest entry. */
export const scaledNorms = (linalg: Linalg, x: readonly Matrix[]): Float64Array => {
  const parts = partsOf(linalg, x);
  return Float64Array.from({ length: x[0]!.rows }, (_, row) => scaledNorm(parts, row));
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
