import { iterationOf, stateAt } from "../energy/capabilities.ts";
import type { Energy } from "../energy/energy.ts";
import type { Flow } from "../energy/flow.ts";
import type { Iteration } from "../energy/iteration.ts";
import { selectRows } from "../energy/select-rows.ts";
import type { Nudge, Origin, State } from "../energy/state.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { gatherRow } from "./convoy.ts";
import { follow } from "./dynamics/follow.ts";
import { distance } from "./fixed-point.ts";
import { type Outcome, scaleOf } from "./outcome.ts";
import { sliding } from "./step/active-set.ts";

/** How a walk was made. */
export interface Walk {
  readonly stepSize: number;
  readonly steps: number;
  readonly tolerance: number;
}

/** No walk comes to rest in fewer time constants. */
const shortest = 16;
/** How many steps of the largest force beside the kink a chattering sample may be from where it rests, for each unit that slides. */
const chatter = 3;

/**
 * The samples of a walk that rest on a kink as nearly as steps of this size can: they chatter about a minimum on which units
 * rest exactly, no farther away than a few steps of the forces beside the kink lead.
 */
export const slidingSamples = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  flow: Flow,
  { stepSize, steps, tolerance }: Walk,
  { state, outcomes }: { readonly state: State; readonly outcomes: readonly Outcome[] },
): number[] => {
  const open = outcomes.flatMap((outcome, sample) => (outcome === "max-steps" ? [sample] : []));
  if (stepSize * steps < shortest || open.length === 0) return [];
  return linalg.scope(() => {
    const map = iterationOf(linalg, energy, from, nudge);
    const { restrict, kinks } = map;
    const part = flow.restrict;
    if (kinks === null || restrict === null || part === null) return [];
    const settings = { tolerance, maxIterations: 200 };
    return open.filter((sample) =>
      linalg.scope(() => {
        const alone = restrict([sample]);
        const rowOf = (x: Matrix): Matrix => selectRows(linalg, x, [sample]);
        const there = state.map(rowOf);
        const walked = { origin: stateAt(energy, from).map(rowOf), stepSize };
        const group = { flow: () => part([sample]), map: alone, walked };
        const [walk] = follow(linalg, group, scaleOf(nudge), settings);
        const found = walk!.found;
        if (found === null || found.onKinks.length === 0) return false;
        const reach = chatter * found.onKinks.length * stepSize * besideKink(linalg, alone, there, stepSize);
        alone.place(there);
        return distance(found.position, gatherRow(linalg, alone.coordinates, 0)) <= reach;
      }),
    );
  });
};

/** The larger of the forces with the units that may slide all on one side, and all on the other. */
const besideKink = (linalg: Linalg, map: Iteration, state: State, stepSize: number): number => {
  const forces = ([0, 1] as const).map((side) => {
    map.place(state);
    const image = map.coordinates.map((x) => linalg.matrix(x.rows, x.columns));
    map.apply(image);
    for (const { site, sample, unit } of sliding(linalg, map, stepSize)) {
      map.kinks!.pin(site, sample, unit, map.kinks!.sites[site]!.oneSided[side]);
    }
    map.apply(image);
    return map.residuals()[0]!;
  });
  return Math.max(...forces);
};
