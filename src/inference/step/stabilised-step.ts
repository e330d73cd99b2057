import type { Flow } from "../../energy/flow.ts";
import { dot } from "../../linalg/dot.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { gather, gatherRow, layersOf, scatter } from "../convoy.ts";
import { distance } from "../fixed-point.ts";

/** ε of the damping: between the zeros of its Chebyshev polynomial a step still shortens stiff modes, to 1 − ε/3. */
const damping = 2 / 13;
/** A step of s stages is stable for h λ_max < `reach` (s² − 1). */
const reach = (2 / 3) * (1 - (2 / 15) * damping);
/** Most stages of a step: rounding adds up as their square. */
const mostStages = 200;
/** By how much λ_max, known from within and from where the walk begins, is taken to be larger; and after a step that failed. */
const precaution = 1.1;
/** Shorter steps than this lead nowhere, in time constants. */
const leastStep = 1e-6;

/** One sample's dynamics, moved by stabilised steps. */
export interface StabilisedStepper {
  /**
   * Takes a step of at most `size` whose error, estimated, is at most `tolerance` times the way from where the walk began; shorter
   * ones until that is so. Returns how long it was; 0 where none is short enough.
   */
  readonly step: (size: number, tolerance: number) => number;
  /** How long the next step may be, from the error of the last. */
  readonly next: () => number;
  /** ‖dx/dt‖ at the present position. */
  readonly speed: () => number;
  /** How often the velocity has been evaluated. */
  readonly evaluations: () => number;
}

/**
 * Runge–Kutta–Chebyshev steps of second order (Sommeijer, Shampine & Verwer 1998): explicit, with s stages stable for h λ_max up to
 * 0.65 s², where s Euler steps get to 2 s. Their real spectrum is that of a descent. The error of a step is estimated as
 * `0.8 (x_n − x_{n+1}) + 0.4 h (dx/dt_n + dx/dt_{n+1})`. `flow` is that of one sample.
 */
export const stabilisedStepper = (
  linalg: Linalg,
  flow: Flow,
  largestCurvature: number,
): StabilisedStepper => {
  const { coordinates } = flow;
  const velocities = coordinates.map((x) => linalg.matrix(x.rows, x.columns));
  const [here, moving] = [layersOf(linalg, coordinates), layersOf(linalg, velocities)];
  let evaluations = 0;
  const velocityAt = (position: Float64Array, out: Float64Array): Float64Array => {
    scatter(position, here, 0);
    flow.velocity(velocities);
    evaluations++;
    return gather(moving, 0, out);
  };
  const start = gatherRow(linalg, coordinates, 0);
  const like = (): Float64Array => new Float64Array(start.length);
  let position = start;
  let velocity = velocityAt(position, like());
  /** What a stage needs beside: made once, since a walk has a thousand of them. */
  const room: Room = { stages: [like(), like(), like()], force: like() };
  let curvature = precaution * largestCurvature;
  let proposed = 0;

  return {
    step: (size, tolerance) => {
      let length = Math.min(size, (reach * (mostStages ** 2 - 1)) / curvature);
      for (;;) {
        const stages = Math.max(2, Math.ceil(Math.sqrt(1 + (length * curvature) / reach)));
        const moved = chebyshevStep(velocityAt, room, { position, velocity, length, stages });
        const arriving = velocityAt(moved, like());
        const error = errorOf(position, moved, velocity, arriving, length);
        const allowed = tolerance * distance(start, moved);
        if (error <= allowed) {
          [position, velocity] = [moved, arriving];
          proposed = length * growthFor(allowed / error);
          return length;
        }
        curvature *= precaution;
        length /= 2;
        if (!(length > leastStep)) {
          scatter(position, here, 0);
          return 0;
        }
      }
    },
    next: () => proposed,
    speed: () => Math.sqrt(dot(velocity, velocity)),
    evaluations: () => evaluations,
  };
};

/** By how much the next step may be longer than one whose error could be `room` times as large: an error is of third order. */
const growthFor = (room: number): number => {
  if (room > 10) return 2;
  if (room > 2.5) return 1.25;
  return room > 1.25 ? 1 : 0.8;
};

/** Vectors that a step works in. */
interface Room {
  readonly stages: readonly [Float64Array, Float64Array, Float64Array];
  readonly force: Float64Array;
}

/** From where, how far, and in how many stages. */
interface Step {
  readonly position: Float64Array;
  readonly velocity: Float64Array;
  readonly length: number;
  readonly stages: number;
}

/**
 * `Y_0 = x_n`, `Y_1 = Y_0 + μ̃_1 h F_0`, `Y_j = (1 − μ_j − ν_j) Y_0 + μ_j Y_{j−1} + ν_j Y_{j−2} + μ̃_j h F_{j−1} + γ̃_j h F_0`, `x_{n+1} = Y_s`, with
 * `b_j = T_j″(w_0)/T_j′(w_0)²`, `w_0 = 1 + ε/s²`, `w_1 = T_s′(w_0)/T_s″(w_0)`.
 */
const chebyshevStep = (
  velocityAt: (position: Float64Array, out: Float64Array) => Float64Array,
  room: Room,
  { position, velocity, length, stages }: Step,
): Float64Array => {
  const w0 = 1 + damping / stages ** 2;
  const { values, slopes, bends } = chebyshev(stages, w0);
  const w1 = slopes[stages]! / bends[stages]!;
  const b = (j: number): number => bends[Math.max(2, j)]! / slopes[Math.max(2, j)]! ** 2;
  let before = position;
  let now = room.stages[1];
  for (let i = 0; i < now.length; i++) now[i] = position[i]! + b(1) * w1 * length * velocity[i]!;
  for (let j = 2; j <= stages; j++) {
    const mu = (2 * b(j) * w0) / b(j - 1);
    const nu = -b(j) / b(j - 2);
    const first = 1 - mu - nu;
    const forStage = ((2 * b(j) * w1) / b(j - 1)) * length;
    const forFirst = -(1 - b(j - 1) * values[j - 1]!) * forStage;
    const force = velocityAt(now, room.force);
    const next = j === stages ? new Float64Array(position.length) : room.stages[j % 3]!;
    for (let i = 0; i < next.length; i++) {
      next[i] =
        first * position[i]! +
        mu * now[i]! +
        nu * before[i]! +
        forStage * force[i]! +
        forFirst * velocity[i]!;
    }
    before = now;
    now = next;
  }
  return now;
};

/** T_j, T_j′ and T_j″ at a number, j = 0 … `degree`. */
const chebyshev = (degree: number, at: number) => {
  const [values, slopes, bends] = [
    [1, at],
    [0, 1],
    [0, 0],
  ];
  for (let j = 2; j <= degree; j++) {
    values.push(2 * at * values[j - 1]! - values[j - 2]!);
    slopes.push(2 * values[j - 1]! + 2 * at * slopes[j - 1]! - slopes[j - 2]!);
    bends.push(4 * slopes[j - 1]! + 2 * at * bends[j - 1]! - bends[j - 2]!);
  }
  return { values, slopes, bends };
};

const errorOf = (
  from: Float64Array,
  to: Float64Array,
  leaving: Float64Array,
  arriving: Float64Array,
  length: number,
): number => {
  let sum = 0;
  for (let i = 0; i < from.length; i++) {
    sum += (0.8 * (from[i]! - to[i]!) + 0.4 * length * (leaving[i]! + arriving[i]!)) ** 2;
  }
  return Math.sqrt(sum);
};
