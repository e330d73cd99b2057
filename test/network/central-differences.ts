import type { Matrix } from "../../src/linalg/linalg.ts";
import type { Problem } from "./problem.ts";

/**
 * d value / d each entry of the matrices, by the five-point stencil
 * (f(−2h) − 8 f(−h) + 8 f(h) − f(2h)) / 12h, whose error is O(h⁴).
 */
export const centralDifferences = (
  { linalg }: Pick<Problem, "linalg">,
  matrices: readonly Matrix[],
  value: () => number,
  step = 1e-3,
): number[] =>
  matrices.flatMap((matrix) => {
    const values = linalg.values(matrix);
    return Array.from(values, (kept, k) => {
      const at = (offset: number): number => {
        values[k] = kept + offset * step;
        const found = linalg.scope(value);
        values[k] = kept;
        return found;
      };
      return (at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * step);
    });
  });

/** Largest difference of two lists of numbers, in units of the second's largest entry. */
export const largestDeviation = (found: readonly number[], expected: readonly number[]): number => {
  if (found.length !== expected.length)
    throw new Error(`${found.length} numbers, expected ${expected.length}`);
  const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return found.reduce((most, value, k) => {
    // NaN is not small: it stays NaN, and no comparison with it holds.
    return Math.max(most, Math.abs(value - expected[k]!) / size);
  }, 0);
};
