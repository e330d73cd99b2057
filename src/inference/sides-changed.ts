import { iterationOf } from "../energy/capabilities.ts";
import type { Energy } from "../energy/energy.ts";
import type { Nudge, State } from "../energy/state.ts";
import type { Linalg } from "../linalg/linalg.ts";
import type { Relaxation } from "./outcome.ts";

/**
 * How many units have changed sides: their arguments a are above 0 at the end of a relaxation and not at its start, or the other way
 * round, summed over the batch. Units that rest on their kinks are on neither side. Null where the energy has no kinks, or does not know them.
 */
export const sidesChanged = (
  linalg: Linalg,
  energy: Energy,
  nudge: Nudge,
  { state, onKinks }: Pick<Relaxation, "state" | "onKinks">,
): number | null =>
  linalg.scope(() => {
    const map = iterationOf(linalg, energy, "start", nudge);
    const { kinks } = map;
    if (kinks === null) return null;
    const image = map.coordinates.map((x) => linalg.matrix(x.rows, x.columns));
    const sidesAt = (place: State): readonly Uint8Array[] => {
      map.place(place);
      map.apply(image);
      return kinks.sites.map(({ argument }) =>
        Uint8Array.from(linalg.values(argument), (a) => Number(a > 0)),
      );
    };
    const before = sidesAt(energy.start);
    const after = sidesAt(state);
    for (const { site, sample, unit } of onKinks) {
      const at = sample * kinks.sites[site]!.argument.columns + unit;
      after[site]![at] = before[site]![at]!;
    }
    return after.reduce(
      (sum, sides, site) => sum + sides.reduce((n, side, at) => n + Number(side !== before[site]![at]), 0),
      0,
    );
  });
