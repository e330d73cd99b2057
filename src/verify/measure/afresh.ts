import type { Measurement, Part } from "../claim.ts";

// A set-up that was chosen with measurements in sight may fit the networks that were looked at. Its windows are then held against others, too.

const again = (name: string): string => `${name}; on networks not seen before`;

/** The parts of a claim whose set-up was fitted, and the same with the same windows on networks that had no part in that. */
export const withFresh = (parts: readonly Part[]): readonly Part[] => [
  ...parts,
  ...parts.map(({ name, role, window }): Part => ({ name: again(name), role, window })),
];

/**
 * The measurement of such parts: on the seeds that the set-up was chosen with, and on as many others. The curves are those of the first:
 * `measureOthers` may leave out what the curves alone are made of.
 */
export const measuredAfresh = (
  seeds: readonly number[],
  measure: (seeds: readonly number[]) => Measurement,
  measureOthers = measure,
): Measurement => {
  const fitted = measure(seeds);
  const fresh = measureOthers(seeds.map((seed) => seed + freshFrom));
  return {
    ...fitted,
    values: {
      ...fitted.values,
      ...Object.fromEntries(Object.entries(fresh.values).map(([name, value]) => [again(name), value])),
    },
  };
};

/** The first seed of the others: far from any that was looked at. */
const freshFrom = 1000;
