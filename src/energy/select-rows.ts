import type { Linalg, Matrix } from "../linalg/linalg.ts";

/** The given rows of a matrix, in a matrix of their own. */
export const selectRows = (linalg: Linalg, matrix: Matrix, rows: readonly number[]): Matrix => {
  const selected = linalg.blank(rows.length, matrix.columns);
  const from = linalg.values(matrix);
  const to = linalg.values(selected);
  rows.forEach((row, i) => {
    to.set(from.subarray(row * matrix.columns, (row + 1) * matrix.columns), i * matrix.columns);
  });
  return selected;
};
