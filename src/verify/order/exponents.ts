import { exponentOf } from "../../statistics/power-law.ts";
import type { Point } from "../claim.ts";

/** The exponent of the dial in the error, for each seed. */
export const exponentsBySeed = (points: readonly Point[]): number[] => {
  const seeds = [...new Set(points.map(({ seed }) => seed))];
  return seeds.map((seed) => {
    const own = points.filter((point) => point.seed === seed);
    return exponentOf(
      own.map(({ at }) => at),
      own.map(({ error }) => error),
    );
  });
};
