import type { Matrix } from "../linalg/linalg.ts";

/** A unit that rests where its activation is not differentiable, and its slope there, between the two one-sided ones. */
export interface KinkSlope {
  /** Index into `Kinks.sites`. */
  readonly site: number;
  readonly sample: number;
  readonly unit: number;
  readonly slope: number;
}

/** One activation with a kink at 0, in one layer. */
export interface KinkSite {
  /** What it was applied to at the position that was iterated last; a unit is on its kink where its entry is 0. */
  readonly argument: Matrix;
  /** The one-sided slopes `[f′(0−), f′(0+)]`. */
  readonly oneSided: readonly [number, number];
}

/**
 * The kinks of a piecewise smooth energy: the units of some activation whose argument may be exactly 0. A unit can be
 * pinned to its kink: then its slope is a number between the two one-sided slopes (Clarke 1983).
 */
export interface Kinks {
  readonly sites: readonly KinkSite[];
  /** Replaces a unit's activation by slope · argument in the iterations to come, or frees it with `null`. */
  readonly pin: (site: number, sample: number, unit: number, slope: number | null) => void;
  /** Estimate of d argument / d slope of a unit at the present position. */
  readonly sensitivity: (site: number, sample: number, unit: number) => number;
}
