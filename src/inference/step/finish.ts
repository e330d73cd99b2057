import { copies } from "../../energy/capabilities.ts";
import type { Iteration } from "../../energy/iteration.ts";
import type { KinkSlope } from "../../energy/kinks.ts";
import { rowDistances } from "../../energy/row-distances.ts";
import type { State } from "../../energy/state.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { isCertain } from "../certificate.ts";
import { gatherRow } from "../convoy.ts";
import { hasConvexWay } from "../curvature/convex-way.ts";
import { type End, type FixedPoint, type FixedPointSettings, settle } from "../fixed-point.ts";
import { holdOthers, type SampleSite, sliding, withoutBarrier } from "./active-set.ts";

/** A finish is made at least so exactly: two of them are to be compared. */
const exactly = 1e-10;

/** A stationary point that a finish led to. */
export interface Finish {
  readonly end: End;
  readonly onKinks: readonly KinkSlope[];
  /** In the coordinates of the map. */
  readonly position: Float64Array;
  /** Whether it is proven that the dynamics end there. */
  readonly certain: boolean;
  /** How far away the walk was. */
  readonly displacement: number;
}

/** How a finish is made: the step of the walk before it, and how often units may be let go that left their sides. */
export interface Approach {
  readonly stepSize: number;
  readonly releases: number;
}

/** The fixed points from a state; null for a sample whose units left the sides that they were held on. */
export const finish = (
  linalg: Linalg,
  state: State,
  map: Iteration,
  approach: Approach,
  scale: number,
  settings: FixedPointSettings,
): (Finish | null)[] =>
  linalg.scope(() => {
    const { basin } = map;
    const {
      from,
      left,
      ends,
      onKinks,
      energies: before,
    } = hold(linalg, state, map, approach, scale, settings);
    const displacements = rowDistances(
      linalg,
      from,
      map.coordinates,
      from.map(() => 1),
    );
    const after = basin?.energies();
    const rests = ends.map(({ how }, row) => how === "settled" && left[row]!.length === 0);
    const certain = ends.map(({ firstDistance, residual }, row) => {
      const drop = before === null ? null : { value: before[row]! - after![row]!, size: before[row]! };
      const descent = { row, firstDistance, drop, displacement: displacements[row]!, residual };
      return rests[row]! && basin !== null && isCertain(linalg.precision, basin, descent);
    });
    const open = ends.flatMap((_, row) => (rests[row]! && !certain[row]! ? [row] : []));
    hasConvexWay(linalg, map, from, open).forEach((convex, i) => {
      certain[open[i]!] = convex;
    });
    return ends.map((end, row) => {
      if (!rests[row]!) return null;
      return {
        end,
        onKinks: onKinks.filter(({ sample }) => sample === row),
        position: gatherRow(linalg, map.coordinates, row),
        certain: certain[row]!,
        displacement: displacements[row]!,
      };
    });
  });

/** What a finish came to: the position before it, and the units of each sample that left the sides that they were held on. */
interface Held extends FixedPoint {
  readonly from: readonly Matrix[];
  readonly left: readonly (readonly SampleSite[])[];
}

/** The fixed points from a state with every unit held on its side of its kink, but those that slide, and those that are let go. */
const hold = (
  linalg: Linalg,
  state: State,
  map: Iteration,
  { stepSize, releases }: Approach,
  scale: number,
  settings: FixedPointSettings,
  released: readonly SampleSite[] = [],
): Held => {
  map.place(state);
  map.apply(map.coordinates.map((x) => linalg.matrix(x.rows, x.columns)));
  const from = copies(linalg, map.coordinates);
  const suspects = [...sliding(linalg, map, stepSize), ...released];
  const leftBy = holdOthers(linalg, map, suspects);
  const exact = { ...settings, tolerance: Math.min(settings.tolerance, exactly) };
  const found = settle(linalg, map, scale, exact, suspects);
  const left = found.ends.map(({ how }, row) => (how === "settled" ? leftBy(row) : []));
  const free = releases > 0 ? withoutBarrier(map, left.flat()) : [];
  if (free.length === 0) return { ...found, from, left };
  const next = { stepSize, releases: releases - 1 };
  return hold(linalg, state, map, next, scale, settings, [...released, ...free]);
};
