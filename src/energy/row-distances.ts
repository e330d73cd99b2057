import type { Linalg, Matrix } from "../linalg/linalg.ts";

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
  return squares.map(Math.sqrt);
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
  return squares.map(Math.sqrt);
};
