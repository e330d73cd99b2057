import type { Flow } from "../../energy/flow.ts";
import type { Iteration } from "../../energy/iteration.ts";
import type { State } from "../../energy/state.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { gatherRow } from "../convoy.ts";
import { distance, type FixedPointSettings } from "../fixed-point.ts";
import { eulerStepper, type Stepper } from "../step/euler-step.ts";
import { type Finish, finish } from "../step/finish.ts";

/** Step size of the walk to begin with, in units of the time constant; one that is unstable is begun again with half of it. */
export const firstStep = 0.05;
/** How long the walk is before its first finish is tried, in time constants; then as long again as it has been so far. */
const firstLeg = 2;
/** A walk has so many steps for each iteration that the settings allow. */
const stepsPerIteration = 300;
/** The longest walk, in steps. */
export const mostSteps = ({ maxIterations }: FixedPointSettings): number => stepsPerIteration * maxIterations;
/** A walk whose speed has grown to this multiple of its first is unstable, or goes to infinity. */
export const growth = 100;
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

/** Where the dynamics of one sample end. */
export interface Followed {
  /**
   * `lost`: it was not found out where they end; `out-of-reach`: nor was it tried, since they are too slow; `unfinished`: they were not
   * followed for so long; `infinite`: they go to infinity.
   */
  readonly how: "arrived" | "lost" | "out-of-reach" | "unfinished" | "infinite";
  readonly steps: number;
  readonly found: Finish | null;
}

/** How long to follow: walks with ever shorter steps, and finishes on each. */
export interface Endurance {
  readonly walks: number;
  readonly legs: number;
}

/** As long as it takes: two time constants, doubled this often; slow modes of deep networks take a thousand. */
const toTheEnd: Endurance = { walks: 12, legs: 11 };
/** For samples that walk together: as long as it takes, until the steps are too long for one of them. */
export const untilOneEscapes: Endurance = { ...toTheEnd, walks: 1 };
/** To the first finish: most samples need no more. */
export const briefly: Endurance = { walks: 1, legs: 1 };
/** Until finishes agree in the usual case: where nothing can be proven, no sample ends at the first. */
export const forAWhile: Endurance = { walks: 1, legs: 4 };

/** What is followed: some samples, alone or together. */
export interface Group {
  /** The dynamics from where the phase begins, or a walk that has been made already has come to; made anew at each call. */
  readonly flow: () => Flow;
  readonly map: Iteration;
  /**
   * Of that walk: where the phase began, since what is near is told by the whole way; and its steps, since longer ones would lead
   * over ridges that it has not crossed.
   */
  readonly walked?: { readonly origin: State; readonly stepSize: number };
}

/**
 * Follows the dynamics of a few samples by Euler steps, until a finish from where they stand, a fixed point of the map with every
 * unit held on its side of its kink but those that slide along it, is certain to be where they end; or, where nothing can be
 * proven, until the walk is so near to it that two finishes in a row agree. The steps become shorter on the way, because a unit
 * that slides chatters as far as a step leads.
 */
export const follow = (
  linalg: Linalg,
  { flow: begin, map: whole, walked }: Group,
  scale: number,
  settings: FixedPointSettings,
  endurance = toTheEnd,
): Followed[] => {
  const results: (Followed | null)[] = new Array<null>(whole.coordinates[0]!.rows).fill(null);
  const most = mostSteps(settings);
  let steps = 0;
  let escaped: number | null = null;
  let left: Followed["how"] = "unfinished";
  for (let walk = 0; walk < endurance.walks; walk++) {
    const time = linalg.scope(() => {
      let [flow, map] = [begin(), whole];
      let stepSize = Math.min(firstStep, walked?.stepSize ?? firstStep) / 2 ** walk;
      let elapsed = 0;
      let leg = firstLeg;
      let stepper = eulerStepper(linalg, flow, stepSize, "simultaneous");
      let walkers = departure(linalg, map, walked?.origin ?? flow.state(), stepper.speeds());
      for (let legs = 0; legs < endurance.legs; legs++) {
        const count = Math.round(leg / stepSize);
        if (steps + count > most) {
          left = "lost";
          return null;
        }
        const taken = walkOn(stepper, count, walkers);
        steps += taken;
        elapsed += taken * stepSize;
        if (taken < count) return elapsed;
        if (legs > 0) leg = elapsed;
        const approach = { stepSize, releases: legs < patience ? 0 : mostReleases };
        const finishes = finish(linalg, flow.state(), map, approach, scale, settings);
        finishes.forEach((now, row) => {
          const walker = walkers[row]!;
          if (results[walker.row] === null && now !== null && hasArrived(linalg, now, walker))
            results[walker.row] = { how: "arrived", steps, found: now };
          walker.last = now;
        });
        const underway = walkers.flatMap((walker, row) => (results[walker.row] === null ? [row] : []));
        if (underway.length === 0) return null;
        if (map.kinks !== null && legs > 0) {
          stepSize /= 2;
          stepper = eulerStepper(linalg, flow, stepSize, "simultaneous");
        }
        // Those that have arrived stay behind when they are half of all. Pins of a map would be lost.
        if (2 * underway.length <= walkers.length && map.kinks === null && map.restrict && flow.restrict) {
          [flow, map] = [flow.restrict(underway), map.restrict(underway)];
          stepper = eulerStepper(linalg, flow, stepSize, "simultaneous");
          walkers = underway.map((row) => walkers[row]!);
        }
      }
      if (endurance.legs === toTheEnd.legs) left = "lost";
      return null;
    });
    if (time === null) break;
    if (escaped !== null && time > sameTime * escaped) {
      return results.map((result) => result ?? { how: "infinite", steps, found: null });
    }
    escaped = time;
  }
  if (endurance.walks === toTheEnd.walks) left = "lost";
  return results.map((result) => result ?? { how: left, steps, found: null });
};

/** One of several that walk together; `row` is its place among all those that are followed. */
interface Companion extends Walker {
  readonly row: number;
}

/** A sample that walks. */
export interface Walker {
  /** Where the phase begins, in the coordinates of the map, and the speed at the start of the walk. */
  readonly start: Float64Array;
  readonly firstSpeed: number;
  /** Where its last finish led. */
  last: Finish | null;
}

const departure = (linalg: Linalg, map: Iteration, origin: State, speeds: Float64Array): Companion[] => {
  map.place(origin);
  return Array.from(speeds, (firstSpeed, row) => ({
    row,
    start: gatherRow(linalg, map.coordinates, row),
    firstSpeed,
    last: null,
  }));
};

/** Takes up to `count` steps; fewer if the speed of a sample outgrows its first. Returns how many. */
const walkOn = (stepper: Stepper, count: number, walkers: readonly Walker[]): number => {
  for (let k = 1; k <= count; k++) {
    stepper.step();
    if (k % lookEvery !== 0 && k !== count) continue;
    const bounded = stepper
      .speeds()
      .every((speed, row) => speed <= growth * Math.max(walkers[row]!.firstSpeed, Number.MIN_VALUE));
    if (!bounded) return k - 1;
  }
  return count;
};

/** Whether a finish is where the dynamics end: for certain, or as the last one before it, and the walk is near. */
export const hasArrived = (linalg: Linalg, now: Finish, { start, last }: Walker): boolean => {
  if (now.certain) return true;
  if (last === null) return false;
  const trip = distance(start, now.position);
  const blur = rounding[linalg.precision] * distance(now.position, new Float64Array(now.position.length));
  const near = now.displacement <= arrival * trip && now.displacement < last.displacement;
  return (
    (near || now.displacement <= blur) && distance(now.position, last.position) <= Math.max(same * trip, blur)
  );
};
