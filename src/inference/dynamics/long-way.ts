import { copies } from "../../energy/capabilities.ts";
import type { Flow } from "../../energy/flow.ts";
import type { Iteration } from "../../energy/iteration.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { gatherRow, scatterRow } from "../convoy.ts";
import { hasConvexWay, manyLayers } from "../curvature/convex-way.ts";
import { distance, type End, type FixedPointSettings } from "../fixed-point.ts";
import { type Finish, finish } from "../step/finish.ts";
import { stabilisedStepper } from "../step/stabilised-step.ts";
import { type Followed, firstStep, growth, hasArrived, type Walker } from "./follow.ts";

/** Largest error of a step, as a part of the way so far: that of an Euler step of 0.05 where modes of order 1 decay. */
const tolerance = 1e-2;
/** When it is first asked whether the rest of the way is known, in time constants; then when so many times as much has gone by. */
const firstLook = 200;
const lookAgain = 1.5;
/** Evaluations of the velocity after which a finish, which costs about half as many, is tried. */
const finishAfter = 500;
/** A walk has so many evaluations for each iteration that the settings allow. */
const evaluationsPerIteration = 25;

/**
 * Whether dynamics are followed by stabilised steps: a residual chain of L layers has modes that decay as e^{−κt}, κ ~ (π/2L)², 1.5e-4 with
 * 128 of them, and Euler steps, which are no longer than 2/λ_max, would be some hundred thousand. Smooth energies whose samples
 * can be told apart: at a kink along which a unit slides, no step is longer than its chatter.
 */
export const isLongWay = ({ coordinates, kinks, restrict }: Iteration, flow: Flow): boolean =>
  coordinates.length >= manyLayers && kinks === null && restrict !== null && flow.restrict !== null;

/** One sample on a long way: its dynamics from where the phase begins, and the map, at the end of the direct iteration. */
export interface LongWay {
  readonly flow: Flow;
  readonly map: Iteration;
  /** How the direct iteration ended. */
  readonly direct: End;
  /** λ_max where the phase begins. */
  readonly largestCurvature: number;
}

/**
 * Where the dynamics of one sample end: they are followed until F is convex all along the straight rest of the way to a fixed point
 * (`../curvature/convex-way.ts`), first that of the direct iteration, later those of finishes from where the walk stands; or until two
 * finishes agree, as in `follow.ts`. The steps, here evaluations of the velocity, grow as the dynamics slow down.
 */
export const followLongWay = (
  linalg: Linalg,
  { flow, map, direct, largestCurvature }: LongWay,
  scale: number,
  settings: FixedPointSettings,
): Followed => {
  const fixed = gatherRow(linalg, map.coordinates, 0);
  const stepper = stabilisedStepper(linalg, flow, largestCurvature);
  map.place(flow.state());
  const start = gatherRow(linalg, map.coordinates, 0);
  const firstSpeed = stepper.speed();
  const isFixed = direct.how === "settled";
  const walker: Walker = {
    start,
    firstSpeed,
    last: isFixed ? goalOf(fixed, { ...direct, iterations: 0 }, distance(start, fixed)) : null,
  };
  const most = evaluationsPerIteration * settings.maxIterations;
  const ended = (how: Followed["how"], found: Finish | null): Followed => ({
    how,
    steps: stepper.evaluations(),
    found,
  });
  let [elapsed, look, finishes] = [0, firstLook, 0];
  let size = firstStep;
  while (stepper.evaluations() < most) {
    const length = stepper.step(size, tolerance);
    if (length === 0) break;
    elapsed += length;
    size = stepper.next();
    if (stepper.speed() > growth * Math.max(firstSpeed, Number.MIN_VALUE)) return ended("infinite", null);
    if (elapsed < look) continue;
    look = lookAgain * elapsed;
    const { last } = walker;
    if (last !== null && leadsStraight(linalg, flow, map, last))
      return ended("arrived", { ...last, certain: true });
    if (stepper.evaluations() - finishes < finishAfter) continue;
    finishes = stepper.evaluations();
    const approach = { stepSize: firstStep, releases: 0 };
    const now = finish(linalg, flow.state(), map, approach, scale, settings)[0]!;
    if (now !== null && hasArrived(linalg, now, walker)) return ended("arrived", now);
    walker.last = now ?? last;
  }
  return ended("lost", null);
};

const goalOf = (position: Float64Array, end: End, displacement: number): Finish => ({
  end,
  onKinks: [],
  position,
  certain: true,
  displacement,
});

/** Whether F is convex all along the straight way from where a walk stands to a fixed point. */
const leadsStraight = (linalg: Linalg, flow: Flow, map: Iteration, { position }: Finish): boolean =>
  linalg.scope(() => {
    map.place(flow.state());
    const from: readonly Matrix[] = copies(linalg, map.coordinates);
    scatterRow(linalg, position, map.coordinates, 0);
    return hasConvexWay(linalg, map, from, [0])[0]!;
  });
