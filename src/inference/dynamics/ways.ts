import { flowOf, iterationOf, stateAt } from "../../energy/capabilities.ts";
import type { Energy } from "../../energy/energy.ts";
import type { Iteration } from "../../energy/iteration.ts";
import type { Nudge, Origin } from "../../energy/state.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { extremeCurvatures } from "../curvature/curvature.ts";
import { outOfReach } from "../curvature/slow-modes.ts";
import type { FixedPoint, FixedPointSettings } from "../fixed-point.ts";
import { scaleOf } from "../outcome.ts";
import {
  briefly,
  type Followed,
  firstStep,
  follow,
  forAWhile,
  mostSteps,
  untilOneEscapes,
} from "./follow.ts";
import { followLongWay, isLongWay } from "./long-way.ts";

/** A map at the end of the direct iteration, and the samples of which it is not known whether their dynamics end there. */
export interface Doubt {
  readonly map: Iteration;
  readonly direct: FixedPoint;
  readonly doubtful: readonly number[];
}

/** Dimensions of the Krylov space for λ_max: the edge of a chain's spectrum is found at once. */
const forLargest = 12;

/** Where the dynamics of the doubtful samples end: each followed for itself, or all together if they can't be told apart. */
export const followAll = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  doubt: Doubt,
  settings: FixedPointSettings,
): Map<number, Followed> =>
  linalg.scope(() => {
    const { map, direct, doubtful } = doubt;
    const flow = flowOf(linalg, energy, from, nudge);
    const scale = scaleOf(nudge);
    const begin = stateAt(energy, from);
    if (isLongWay(map, flow)) {
      const { largest } = extremeCurvatures(linalg, energy, begin, nudge, forLargest);
      return new Map(
        doubtful.map((sample) => {
          const way = (): Followed => {
            const one = { flow: flow.restrict!([sample]), map: map.restrict!([sample]) };
            const knowing = { direct: direct.ends[sample]!, largestCurvature: largest[sample]! };
            return followLongWay(linalg, { ...one, ...knowing }, scale, settings);
          };
          return [sample, linalg.scope(way)];
        }),
      );
    }
    const far = outOfReach(linalg, energy, begin, nudge, doubtful, mostSteps(settings) * firstStep);
    const near = doubtful.filter((sample) => !far.includes(sample));
    return new Map([
      ...far.map((sample) => [sample, { how: "out-of-reach", steps: 0, found: null }] as const),
      ...walkAll(linalg, energy, from, nudge, { map, direct, doubtful: near }, settings),
    ]);
  });

const walkAll = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  { map, doubtful }: Doubt,
  settings: FixedPointSettings,
): readonly (readonly [number, Followed])[] => {
  if (doubtful.length === 0) return [];
  const { restrict } = flowOf(linalg, energy, from, nudge);
  const scale = scaleOf(nudge);
  if (restrict !== null && map.restrict !== null) {
    const part = map.restrict;
    const alone = (sample: number): Followed =>
      linalg.scope(() => {
        const group = { flow: () => restrict([sample]), map: part([sample]) };
        return follow(linalg, group, scale, settings)[0]!;
      });
    if (doubtful.length === 1) return [[doubtful[0]!, alone(doubtful[0]!)]];
    // Rows of a walk know nothing of each other; only a walk that has to begin again does so for all of them. Of pinned slopes a part of
    // the samples knows nothing, so that with kinks those that have arrived would have to go on with the others.
    const withKinks = map.basin === null ? forAWhile : briefly;
    const endurance = map.kinks === null ? untilOneEscapes : withKinks;
    const together = linalg.scope(() =>
      follow(linalg, { flow: () => restrict(doubtful), map: part(doubtful) }, scale, settings, endurance),
    );
    return doubtful.map((sample, row) => [
      sample,
      together[row]!.how === "unfinished" ? alone(sample) : together[row]!,
    ]);
  }
  const together = iterationOf(linalg, energy, from, nudge);
  const group = { flow: () => flowOf(linalg, energy, from, nudge), map: together };
  const all = follow(linalg, group, scale, settings);
  return doubtful.map((sample) => [sample, all[sample]!]);
};
