import type { Iteration } from "../../energy/iteration.ts";
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
  (kinks?.sites ?? []).flatMap(({ argument: site, oneSided }, index) => {
    const found: SampleSite[] = [];
    linalg.values(site).forEach((argument, k) => {
      const [sample, unit] = [Math.floor(k / site.columns), k % site.columns];
      const jump = -kinks!.sensitivity(index, sample, unit) * (oneSided[1] - oneSided[0]);
      if (Math.abs(argument) <= near * stepSize * jump) found.push({ site: index, sample, unit });
    });
    return found;
  });

/** Holds the units beside these on their sides of their kinks; returns whether all units of a sample are still there. */
export const holdOthers = (
  linalg: Linalg,
  { kinks }: Iteration,
  suspects: readonly SampleSite[],
): ((sample: number) => boolean) => {
  if (kinks === null) return () => true;
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
    kinks.sites.every(({ argument: site }, index) => {
      const now = linalg.values(site);
      for (let k = sample * site.columns; k < (sample + 1) * site.columns; k++) {
        const side = sides[index]![k]!;
        if (side !== 0 && now[k]! > 0 !== side > 0) return false;
      }
      return true;
    });
};
