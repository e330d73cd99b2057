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
const farAway = 1e8;

/** What one sample's last iteration showed. */
export interface Sight {
  /** Distance between position and image. */
  readonly distance: number;
  /** ‖∂F/∂x‖. */
  readonly residual: number;
  /** Norm of the position; asked for where the sample may have arrived. */
  readonly extent: () => number;
  /** It is no larger than this, as far as is known without asking. */
  readonly mostExtent?: number | undefined;
  /** Whether units rest on their kinks, and how far these are from resting, in units of a. */
  readonly onKink: boolean;
  readonly violation: number;
}

/** Decides when one sample has come to rest. */
export interface Arrival {
  /** Whether a sample at this distance may have arrived. */
  readonly isNear: (sight: Pick<Sight, "distance" | "extent" | "mostExtent" | "onKink">) => boolean;
  /** Takes note of an iteration; whether the sample rests. */
  readonly reached: (sight: Sight) => boolean;
}

/**
 * Rest is a distance and a residual within `tolerance` times `scale`, the size of the forces; or, where no iteration comes any
 * nearer, within rounding.
 */
export const createArrival = (precision: Precision, tolerance: number, scale: number): Arrival => {
  const epsilon = roundoff[precision];
  const wanted = Math.max(tolerance, finest * epsilon) * scale;
  const precise = Math.max(tolerance, rounding.onKink * epsilon);
  let shortest = Number.POSITIVE_INFINITY;
  /** Iterations since the shortest. */
  let stale = 0;
  const floor = (extent: number, onKink: boolean): number =>
    Math.max(rounding.ofPosition * epsilon * extent, onKink ? precise * scale : wanted);
  // Farther than this no extent that counts makes it near.
  const isNear: Arrival["isNear"] = ({ distance, extent, mostExtent = farAway, onKink }) =>
    distance <= floor(Math.min(farAway, mostExtent), onKink) && distance <= floor(extent(), onKink);
  return {
    isNear,
    reached: ({ distance, residual, extent, mostExtent, onKink, violation }) => {
      stale = distance < shortest ? 0 : stale + 1;
      shortest = Math.min(shortest, distance);
      if (!isNear({ distance, extent, mostExtent, onKink })) return false;
      // Within rounding, a sample that comes no nearer is as near as it can be.
      const limit = stale >= patience ? floor(extent(), onKink) : wanted;
      return Math.max(distance, residual) <= limit && extent() < farAway && violation <= precise;
    },
  };
};
