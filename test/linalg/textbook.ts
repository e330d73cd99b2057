// Oracle of the products: the textbook loop in the host's own arithmetic, one rounding an operation. What is summed stands one after
// another in memory, so that the loop is as fast as it is plain.
import type { Precision } from "../../src/linalg/linalg.ts";

type Numbers = ArrayLike<number>;

/** `start + Σ_p a_p b_p`, term by term. */
const textbookSum: Readonly<Record<Precision, (start: number, a: Numbers, b: Numbers) => number>> = {
  float64: (start, a, b) => {
    let sum = start;
    for (let p = 0; p < a.length; p++) sum += a[p]! * b[p]!;
    return sum;
  },
  float32: (start, a, b) => {
    let sum = start;
    for (let p = 0; p < a.length; p++) sum = Math.fround(sum + Math.fround(a[p]! * b[p]!));
    return sum;
  },
};

/** `count` vectors, which begin `apart` after one another, of entries `step` apart. */
const vectors = (values: Numbers, count: number, apart: number, step: number): Float64Array[] =>
  Array.from({ length: count }, (_, i) => {
    const vector = new Float64Array(values.length / count);
    for (let p = 0; p < vector.length; p++) vector[p] = values[i * apart + p * step]!;
    return vector;
  });

/** The rows of a matrix with that many columns. */
export const rowsOf = (values: Numbers, columns: number): Float64Array[] =>
  vectors(values, values.length / columns, columns, 1);

/** The columns of a matrix with that many. */
export const columnsOf = (values: Numbers, columns: number): Float64Array[] =>
  vectors(values, columns, 1, columns);

/** `c + a b` [rows, columns] from the rows of a and the columns of b. */
export const textbookProduct = (
  precision: Precision,
  c: Numbers,
  rows: readonly Numbers[],
  columns: readonly Numbers[],
): number[] => {
  const sumOf = textbookSum[precision];
  return rows.flatMap((row, i) => columns.map((column, j) => sumOf(c[i * columns.length + j]!, row, column)));
};
