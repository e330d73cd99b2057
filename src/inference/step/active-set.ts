import type { Iteration } from "../../energy/iteration.ts";
import type { Kinks } from "../../energy/kinks.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import type { Site } from "./kink-search.ts";

/** A unit of one sample. */
export interface SampleSite extends Site {
  readonly sample: number;
}

/** How many steps away from its kink a unit may be that slides along it: one leads across, and neighbours push as well. */
const near = 3;

/**
 * The units that may slide along their kinks: on either side the force pushes to the other, and they are no farther away than a
 * few steps of `stepSize` lead, each of which moves the argument by at most the step times the difference of the two forces.
 */
export const sliding = (linalg: Linalg, { kinks }: Iteration, stepSize: number): SampleSite[] =>
  (kinks?.sites ?? []).flatMap(({ argument: site }, index) => {
    const found: SampleSite[] = [];
    linalg.values(site).forEach((argument, k) => {
      const [sample, unit] = [Math.floor(k / site.columns), k % site.columns];
      const reach = near * stepSize * jumpOf(kinks!, index, sample, unit);
      if (Math.abs(argument) <= reach) found.push({ site: index, sample, unit });
    });
    return found;
  });

/** Holds the units beside these on their sides of their kinks; returns which units of a sample are no longer there. */
export const holdOthers = (
  linalg: Linalg,
  { kinks }: Iteration,
  suspects: readonly SampleSite[],
): ((sample: number) => SampleSite[]) => {
  if (kinks === null) return () => [];
  const free = new Set(suspects.map(({ site, sample, unit }) => `${site}/${sample}/${unit}`));
  const sides = kinks.sites.map(({ argument: site, oneSided }, index) =>
    Int8Array.from(linalg.values(site), (argument, k) => {
      const [sample, unit] = [Math.floor(k / site.columns), k % site.columns];
      if (free.has(`${index}/${sample}/${unit}`)) return 0;
      kinks.pin(index, sample, unit, oneSided[argument > 0 ? 1 : 0]);
      return argument > 0 ? 1 : -1;
    }),
  );
  return (sample) =>
    kinks.sites.flatMap(({ argument: site }, index) => {
      const now = linalg.values(site);
      const left: SampleSite[] = [];
      for (let unit = 0; unit < site.columns; unit++) {
        const k = sample * site.columns + unit;
        const side = sides[index]![k]!;
        if (side !== 0 && now[k]! > 0 !== side > 0) left.push({ site: index, sample, unit });
      }
      return left;
    });
};

/**
 * Those of the units whose kinks are convex where the map stands: there F has no barrier between the two sides, so that a unit that
 * leads across has not left its basin.
 */
export const withoutBarrier = ({ kinks }: Iteration, units: readonly SampleSite[]): SampleSite[] =>
  units.filter(({ site, sample, unit }) => jumpOf(kinks!, site, sample, unit) > 0);

/** How much the force on an argument is larger below the kink than above it. */
const jumpOf = (kinks: Kinks, site: number, sample: number, unit: number): number => {
  const [below, above] = kinks.sites[site]!.oneSided;
  return -kinks.sensitivity(site, sample, unit) * (above - below);
};
