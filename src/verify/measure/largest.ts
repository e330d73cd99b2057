import type { Linalg, Matrix } from "../../linalg/linalg.ts";

/** The largest of some numbers; NaN if one of them is. */
export const largestOf = (numbers: Iterable<number>): number => {
  let largest = Number.NEGATIVE_INFINITY;
  for (const number of numbers) {
    if (Number.isNaN(number)) return number;
    largest = Math.max(largest, number);
  }
  return largest;
};

/** The largest magnitude of an entry of some matrices. */
export const largestEntry = (linalg: Linalg, matrices: readonly Matrix[]): number => {
  return largestOf(matrices.map((matrix) => largestOf(Array.from(linalg.values(matrix), Math.abs))));
};
