import { linearRegression } from "simple-statistics";
import type { Point } from "../verify/claim.ts";
import { logarithms } from "../verify/logarithm.ts";

/** Exponent p of `y = c x^p`, by least squares on the logarithms of positive numbers; NaN for a y of 0. */
export function exponentOf(xs: readonly number[], ys: readonly number[]): number {
  const [across, up] = [logarithms(xs), logarithms(ys)];
  return linearRegression(across.map((x, i) => [x, up[i]!])).m;
}

/** The exponent of the dial in the error, for each seed. */
export function exponentsBySeed(points: readonly Point[]): number[] {
  const seeds = [...new Set(points.map(({ seed }) => seed))];
  return seeds.map((seed) => {
    const own = points.filter((point) => point.seed === seed);
    return exponentOf(
      own.map(({ at }) => at),
      own.map(({ error }) => error),
    );
  });
}

/** The one of several numbers that lies farthest from a value; NaN if one of them is. */
export function farthest(values: readonly number[], from: number): number {
  return values.reduce((worst, value) =>
    Number.isNaN(worst) || Math.abs(value - from) <= Math.abs(worst - from) ? worst : value,
  );
}
