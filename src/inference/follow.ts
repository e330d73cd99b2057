import type { Flow } from "../energy/flow.ts";
import type { Iteration } from "../energy/iteration.ts";
import type { KinkSlope } from "../energy/kinks.ts";
import { rowDistances } from "../energy/row-distances.ts";
import type { State } from "../energy/state.ts";
import type { Linalg, Matrix, Precision } from "../linalg/linalg.ts";
import { isCertain } from "./certificate.ts";
import { gatherRow } from "./convoy.ts";
import { hasConvexWay } from "./curvature/convex-way.ts";
import { distance, type End, type FixedPoint, type FixedPointSettings, settle } from "./fixed-point.ts";
import { holdOthers, type SampleSite, sliding, withoutBarrier } from "./step/active-set.ts";
import { eulerStepper, type Stepper } from "./step/euler-step.ts";

/** Step size of the walk to begin with, in units of the time constant; one that is unstable is begun again with half of it. */
export const firstStep = 0.05;
/** How long the walk is before its first finish is tried, in time constants; then as long again as it has been so far. */
const firstLeg = 2;
/** A walk has so many steps for each iteration that the settings allow. */
const stepsPerIteration = 300;
/** The longest walk, in steps. */
export const mostSteps = ({ maxIterations }: FixedPointSettings): number => stepsPerIteration * maxIterations;
/** A walk whose speed has grown to this multiple of its first is unstable, or goes to infinity. */
const growth = 100;
/** Steps between two looks at the speed. */
const lookEvery = 10;
/** With half the step, one that is unstable gets away in half the time; the dynamics themselves take as long as before. */
const sameTime = 0.75;
/** How near the walk has to be, as a part of its way, to where two finishes in a row lead, if nothing is proven. */
const arrival = 0.05;
/** How far two finishes may be apart to be the same, as a part of the way. */
const same = 1e-6;
/** Distances below this part of a position are rounding. */
export const rounding = { float64: 2 ** -45, float32: 2 ** -17 };
/**
 * A unit that hardly slides by itself is pushed about by one that chatters beside it, farther than it is looked for. After so many
 * finishes, units that have left their sides where there is no barrier are let go, so many times in one finish.
 */
const patience = 4;
const mostReleases = 3;
/** A finish is made at least so exactly: two of them are to be compared. */
const exactly = 1e-10;

/** Where the dynamics of one sample end. */
export interface Followed {
  /** `lost`: it was not found out where they end; `infinite`: they go to infinity. */
  readonly how: "arrived" | "lost" | "infinite";
  readonly steps: number;
  readonly found: Finish | null;
}

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

/** How long to follow: walks with ever shorter steps, and finishes on each. */
export interface Endurance {
  readonly walks: number;
  readonly legs: number;
}

/** As long as it takes: two time constants, doubled this often; slow modes of deep networks take a thousand. */
const toTheEnd: Endurance = { walks: 12, legs: 11 };
/** To the first finish: most samples need no more, and can walk together. */
export const briefly: Endurance = { walks: 1, legs: 1 };

/** Until finishes agree in the usual case: where nothing can be proven, no sample ends at the first. */
export const forAWhile: Endurance = { walks: 1, legs: 4 };

/** What is followed: some samples, alone or together. */
export interface Group {
  /** The dynamics from where the phase begins, made anew at each call. */
  readonly flow: () => Flow;
  readonly map: Iteration;
}

/**
 * Follows the dynamics of a few samples by Euler steps, until a finish from where they stand, a fixed point of the map with every
 * unit held on its side of its kink but those that slide along it, is certain to be where they end; or, where nothing can be
 * proven, until the walk is so near to it that two finishes in a row agree. The steps become shorter on the way, because a unit
 * that slides chatters as far as a step leads.
 */
export const follow = (
  linalg: Linalg,
  { flow: begin, map }: Group,
  scale: number,
  settings: FixedPointSettings,
  endurance = toTheEnd,
): Followed[] => {
  const rows = map.coordinates[0]!.rows;
  const results: (Followed | null)[] = new Array<null>(rows).fill(null);
  const most = mostSteps(settings);
  let steps = 0;
  let escaped: number | null = null;
  for (let walk = 0; walk < endurance.walks; walk++) {
    const time = linalg.scope(() => {
      const flow = begin();
      const trip = departure(linalg, flow, map);
      const last: (Finish | null)[] = new Array<null>(rows).fill(null);
      let stepSize = firstStep / 2 ** walk;
      let elapsed = 0;
      let leg = firstLeg;
      let stepper = eulerStepper(linalg, flow, stepSize, "simultaneous");
      const first = stepper.speeds();
      for (let legs = 0; legs < endurance.legs; legs++) {
        const count = Math.round(leg / stepSize);
        if (steps + count > most) return null;
        const taken = walkOn(stepper, count, first);
        steps += taken;
        elapsed += taken * stepSize;
        if (taken < count) return elapsed;
        if (legs > 0) leg = elapsed;
        const releases = legs < patience ? 0 : mostReleases;
        const finishes = finish(linalg, flow.state(), map, { stepSize, releases }, scale, settings);
        finishes.forEach((now, row) => {
          if (results[row] !== null) return;
          if (
            now !== null &&
            (now.certain || agrees(now, last[row]!, trip(row, now.position), linalg.precision))
          ) {
            results[row] = { how: "arrived", steps, found: now };
          }
          last[row] = now;
        });
        if (results.every((result) => result !== null)) return null;
        if (map.kinks !== null && legs > 0) {
          stepSize /= 2;
          stepper = eulerStepper(linalg, flow, stepSize, "simultaneous");
        }
      }
      return null;
    });
    if (time === null) break;
    if (escaped !== null && time > sameTime * escaped) {
      return results.map((result) => result ?? { how: "infinite", steps, found: null });
    }
    escaped = time;
  }
  return results.map((result) => result ?? { how: "lost", steps, found: null });
};

/** Takes up to `count` steps; fewer if the speed of a sample outgrows its first. Returns how many. */
const walkOn = (stepper: Stepper, count: number, first: Float64Array): number => {
  for (let k = 1; k <= count; k++) {
    stepper.step();
    if (k % lookEvery !== 0 && k !== count) continue;
    const bounded = stepper
      .speeds()
      .every((speed, row) => speed <= growth * Math.max(first[row]!, Number.MIN_VALUE));
    if (!bounded) return k - 1;
  }
  return count;
};

/** How far a position is from where the walk began. */
const departure = (linalg: Linalg, flow: Flow, map: Iteration) => {
  map.place(flow.state());
  const rows = Array.from({ length: map.coordinates[0]!.rows }, (_, row) =>
    gatherRow(linalg, map.coordinates, row, []),
  );
  return (row: number, position: Float64Array): number => distance(rows[row]!, position);
};

const agrees = (now: Finish, last: Finish | null, trip: number, precision: Precision): boolean => {
  if (last === null) return false;
  const blur = rounding[precision] * distance(now.position, new Float64Array(now.position.length));
  const near = now.displacement <= arrival * trip && now.displacement < last.displacement;
  return (
    (near || now.displacement <= blur) && distance(now.position, last.position) <= Math.max(same * trip, blur)
  );
};

/** How a finish is made: the step of the walk before it, and how often units may be let go that left their sides. */
interface Approach {
  readonly stepSize: number;
  readonly releases: number;
}

/** The fixed points from a state; null for a sample whose units left the sides that they were held on. */
const finish = (
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
        position: gatherRow(linalg, map.coordinates, row, []),
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

/** The positions as they are now. */
export const copies = (linalg: Linalg, from: readonly Matrix[]): Matrix[] =>
  from.map((x) => {
    const copy = linalg.matrix(x.rows, x.columns);
    linalg.copy(x, copy);
    return copy;
  });
