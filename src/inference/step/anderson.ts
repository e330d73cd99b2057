import { dot } from "../../linalg/dot.ts";
import {
  byNormalEquations,
  createHistory,
  difference,
  type History,
  type LeastSquares,
  type Numbers,
  type Pair,
  pairsOf,
} from "./history.ts";

/** A residual that grew by this much since its best means that the steps are too long. */
const growthLimit = 1000;

/** β goes no lower: this is small enough for λ times curvatures of about 100. */
const leastDamping = 1 / 64;

/** Iterations without a new best after which acceleration counts as misled. */
const misledAfter = 12;
/**
 * How many plain damped steps then lead the way: twice as many each time, because leaving the neighbourhood of a saddle takes
 * long.
 */
const descentSteps = 20;
const descentDamping = 0.5;

/** Proposes the next position of one sample's fixed-point iteration. */
export interface Mixer {
  /** The proposal is overwritten by the next call. */
  readonly next: (position: Float64Array, image: Float64Array) => Float64Array;
}

interface MixerOptions {
  readonly patience?: number;
  readonly leastSquares?: LeastSquares;
  /** Where its vectors lie. */
  readonly numbers?: Numbers;
}

/** The vectors of one mixer: made once, since it is asked at every iteration of every sample. */
interface Room {
  readonly history: History;
  readonly last: Pair;
  readonly best: Pair;
  /** Of the descent's last step. */
  readonly before: Float64Array;
  readonly residual: Float64Array;
  readonly proposal: Float64Array;
}

const roomFor = (size: number, numbers: Numbers): Room => {
  const [last, best, now, descent] = pairsOf(size, 4, numbers) as [Pair, Pair, Pair, Pair];
  return {
    history: createHistory(size, numbers),
    last,
    best,
    before: descent.residual,
    residual: now.residual,
    proposal: now.position,
  };
};

const keep = (into: Pair, position: Float64Array, residual: Float64Array): void => {
  into.position.set(position);
  into.residual.set(residual);
};

/** out = x + length·direction. */
const moved = (x: Float64Array, length: number, direction: Float64Array, out: Float64Array): Float64Array => {
  for (let i = 0; i < out.length; i++) out[i] = x[i]! + length * direction[i]!;
  return out;
};

/** x −= Σ_k γ_k (ΔX_k + β ΔF_k), for each entry one k after the other. */
const mix = (x: Float64Array, changes: readonly Pair[], gamma: readonly number[], beta: number): void => {
  let k = 0;
  for (; k + 2 <= gamma.length; k += 2) {
    const { position, residual } = changes[k]!;
    const { position: nextPosition, residual: nextResidual } = changes[k + 1]!;
    const first = gamma[k]!;
    const second = gamma[k + 1]!;
    for (let i = 0; i < x.length; i++) {
      x[i] =
        x[i]! -
        first * (position[i]! + beta * residual[i]!) -
        second * (nextPosition[i]! + beta * nextResidual[i]!);
    }
  }
  if (k === gamma.length) return;
  const { position, residual } = changes[k]!;
  const last = gamma[k]!;
  for (let i = 0; i < x.length; i++) x[i]! -= last * (position[i]! + beta * residual[i]!);
};

/**
 * Anderson acceleration of `x = g(x)` (Anderson 1965; Walker & Ni 2011, type II): with residuals `f_k = g(x_k) − x_k`, minimises
 * `‖f_k − ΔF γ‖` and moves to `x_k + β f_k − (ΔX + β ΔF) γ`. On a linear problem it is GMRES, so it converges also where λ times
 * the curvature exceeds 1 and plain iteration diverges. The damping β starts at 1; whenever the residual outgrows its
 * best, the iteration goes back there with half the β and no history, and asks less of the residual. Far from rest a curved
 * energy can lead it round in circles; after `patience` iterations short plain steps, which descend, bring it on its way.
 */
export const createMixer = ({
  patience = misledAfter,
  leastSquares = byNormalEquations,
  numbers = (count) => new Float64Array(count),
}: MixerOptions = {}): Mixer => {
  let room: Room | null = null;
  let bestSize = Number.POSITIVE_INFINITY;
  let hasLast = false;
  let damping = 1;
  let sinceBest = 0;
  let descent: { readonly left: number; readonly beta: number } | null = null;
  let descentLength = descentSteps;

  const forget = ({ history }: Room): void => {
    history.clear();
    hasLast = false;
  };

  /** Plain steps from the best position; one that overshoots goes back there, to take shorter ones. */
  const descend = (
    { left, beta }: NonNullable<typeof descent>,
    { best, before, residual, proposal }: Room,
    position: Float64Array,
    size: number,
  ): Float64Array => {
    const overshot = dot(residual, before) < 0 && size > Math.sqrt(dot(before, before));
    const length = overshot ? beta / 2 : beta;
    const over = left === 0 || length < leastDamping;
    descent = over ? null : { left: left - 1, beta: length };
    before.set(overshot ? best.residual : residual);
    moved(overshot ? best.position : position, length, before, proposal);
    // What comes after is measured by itself: on the way over a saddle the residual may grow.
    if (over && !overshot) {
      keep(best, position, residual);
      bestSize = size;
    }
    return proposal;
  };

  const next = (position: Float64Array, image: Float64Array): Float64Array => {
    room ??= roomFor(position.length, numbers);
    const { history, last, best, before, residual, proposal } = room;
    difference(image, position, residual);
    const size = Math.sqrt(dot(residual, residual));
    if (!(size <= growthLimit * bestSize)) {
      forget(room);
      damping = Math.max(damping / 2, leastDamping);
      bestSize *= 4;
      return moved(best.position, damping, best.residual, proposal);
    }
    if (descent !== null) return descend(descent, room, position, size);
    sinceBest = size < bestSize ? 0 : sinceBest + 1;
    if (sinceBest >= patience) {
      sinceBest = 0;
      forget(room);
      const beta = Math.min(damping, descentDamping);
      before.set(best.residual);
      descent = { left: descentLength, beta };
      descentLength *= 2;
      return moved(best.position, beta, best.residual, proposal);
    }
    if (size < bestSize) {
      keep(best, position, residual);
      bestSize = size;
    }
    if (hasLast) history.add(position, residual, last);
    keep(last, position, residual);
    hasLast = true;
    moved(position, damping, residual, proposal);
    mix(proposal, history.changes, leastSquares(history, residual), damping);
    return proposal;
  };
  return { next };
};
