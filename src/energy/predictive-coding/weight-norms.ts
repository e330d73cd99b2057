import type { Linalg, Matrix } from "../../linalg/linalg.ts";

/** A dense map's weights [fan-in, fan-out] and the size of its scale. */
export interface Scaled {
  readonly matrix: Matrix;
  readonly scale: number;
}

/**
 * ‖w‖ of each row and column, and a bound of the spectral norm: the smallest of Frobenius' norm, √(‖W‖₁ ‖W‖_∞) and, where it has
 * to be tight, Schatten's (Σ σ⁸)^{1/8}.
 */
export const matrixNorms = (linalg: Linalg, { matrix, scale }: Scaled, tight: boolean) => {
  const values = linalg.values(matrix);
  const [rows, rowSums] = [new Float64Array(matrix.rows), new Float64Array(matrix.rows)];
  const [columns, columnSums] = [new Float64Array(matrix.columns), new Float64Array(matrix.columns)];
  let square = 0;
  for (let i = 0, k = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++, k++) {
      const value = values[k]!;
      rows[i]! += value * value;
      columns[j]! += value * value;
      rowSums[i]! += Math.abs(value);
      columnSums[j]! += Math.abs(value);
    }
    square += rows[i]!;
  }
  const largest = (sums: Float64Array): number => sums.reduce((most, sum) => Math.max(most, sum), 0);
  const whole = Math.min(Math.sqrt(square), Math.sqrt(largest(rowSums) * largest(columnSums)));
  return {
    rows: rows.map((sum) => scale * Math.sqrt(sum)),
    columns: columns.map((sum) => scale * Math.sqrt(sum)),
    whole: scale * (tight ? Math.min(whole, schatten(linalg, matrix)) : whole),
  };
};

/** (Σ σ⁸)^{1/8} = ‖(WᵀW)²‖^{1/4}, rounded up. */
const schatten = (linalg: Linalg, matrix: Matrix): number =>
  linalg.scope(() => {
    const n = matrix.columns;
    const [gram, fourth] = [linalg.matrix(n, n), linalg.matrix(n, n)];
    linalg.accumulateTransposedProduct(matrix, linalg.pack(matrix), gram);
    linalg.accumulateProduct(gram, linalg.pack(gram), fourth);
    let sum = 0;
    for (const value of linalg.values(fourth)) sum += value * value;
    return Math.sqrt(Math.sqrt(Math.sqrt(sum))) * (1 + roundingUp[linalg.precision]);
  });

const roundingUp = { float64: 1e-12, float32: 1e-4 };
