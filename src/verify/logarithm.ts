import { mean } from "simple-statistics";
import { laboratory } from "./laboratory.ts";

/**
 * Natural logarithms of positive numbers, the same bits everywhere (`Math.log` may differ between JavaScript engines):
 * `log x = logit(x / (1 + x))`, whose kernel is the inverse of the sigmoid.
 */
export function logarithms(values: readonly number[]): number[] {
  const linalg = laboratory.linalg("float64");
  return linalg.scope(() => {
    const row = linalg.matrix(1, values.length);
    // Above 1 the quotient crowds against 1, so the logarithm of the inverse is taken.
    linalg.values(row).set(values.map((x) => (x > 1 ? 1 / (1 + x) : x / (1 + x))));
    linalg.inverse("sigmoid", row, row);
    return Array.from(linalg.values(row), (log, i) => (values[i]! > 1 ? -log : log));
  });
}

/** log₁₀ of the ratio of two positive numbers. */
export function decadesBetween(low: number, high: number): number {
  const [a, b, ten] = logarithms([low, high, 10]);
  return (b! - a!) / ten!;
}

/** The mean log₁₀ of positive numbers. */
export function meanDecades(values: readonly number[]): number {
  const [ten, ...logs] = logarithms([10, ...values]);
  return mean(logs) / ten!;
}
