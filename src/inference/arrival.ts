import type { Precision } from "../linalg/linalg.ts";
import { roundoff } from "../linalg/roundoff.ts";

/** No residual is asked to be smaller than this many units of λ. */
const finest = 2;
/**
 * What is rounding where a residual falls no further, in units of the position (where that is the activities themselves and
 * not their distance from the free phase, no small λ makes it smaller), and on a kink in units of λ.
 */
const rounding = { ofPosition: 8, onKink: 32 };

/** Iterations without progress after which there is none to come; accelerated ones don't come nearer each time. */
const patience = 2;

/** Activities beyond this are on their way to infinity: rounding alone would soon look like rest. */
export const farAway = 1e8;

/** How near one sample has come. */
export interface Arrival {
  /** The shortest distance between position and image so far, and the iterations since. */
  shortest: number;
  stale: number;
}

export const notYet = (): Arrival => ({ shortest: Number.POSITIVE_INFINITY, stale: 0 });

/** Takes note of the distance of an iteration. */
export const approach = (arrival: Arrival, distance: number): void => {
  arrival.stale = distance < arrival.shortest ? 0 : arrival.stale + 1;
  arrival.shortest = Math.min(arrival.shortest, distance);
};

/** What the last iteration of a sample that may have arrived showed. */
export interface Sight {
  /** Distance between position and image. */
  readonly distance: number;
  /** ‖∂F/∂x‖. */
  readonly residual: number;
  /** Norm of the position. */
  readonly extent: number;
  /** Whether units rest on their kinks, and how far these are from resting, in units of a. */
  readonly onKink: boolean;
  readonly violation: number;
}

/** Decides when a sample has come to rest. */
export interface ArrivalRule {
  /** Whether a sample at this distance may have arrived, at a position of this norm or less. */
  readonly isNear: (distance: number, extent: number, onKink: boolean) => boolean;
  /** Whether a sample that may have arrived rests. */
  readonly rests: (arrival: Arrival, sight: Sight) => boolean;
}

/**
 * Rest is a distance and a residual within `tolerance` times `scale`, the size of the forces; or, where no iteration comes any
 * nearer, within rounding.
 */
export const arrivalRule = (precision: Precision, tolerance: number, scale: number): ArrivalRule => {
  const epsilon = roundoff[precision];
  const wanted = Math.max(tolerance, finest * epsilon) * scale;
  const precise = Math.max(tolerance, rounding.onKink * epsilon);
  const floor = (extent: number, onKink: boolean): number =>
    Math.max(rounding.ofPosition * epsilon * extent, onKink ? precise * scale : wanted);
  return {
    isNear: (distance, extent, onKink) => distance <= floor(extent, onKink),
    rests: ({ stale }, { distance, residual, extent, onKink, violation }) => {
      // Within rounding, a sample that comes no nearer is as near as it can be.
      const limit = stale >= patience ? floor(extent, onKink) : wanted;
      return Math.max(distance, residual) <= limit && extent < farAway && violation <= precise;
    },
  };
};
