import type { Basin, Landscape } from "../energy/basin.ts";
import type { Precision } from "../linalg/linalg.ts";

/** A position from which descent is followed, and the stationary point that it may end in. */
export interface Descent {
  readonly row: number;
  /** ‖position − image‖ at the position. */
  readonly firstDistance: number;
  /** F there minus F at the stationary point, and the size of the two; null where it was not measured. */
  readonly drop: { readonly value: number; readonly size: number } | null;
  /** Distance of the two. */
  readonly displacement: number;
  /** ‖∂F/∂x‖ that is left at the stationary point. */
  readonly residual: number;
}

/** Rounding of a distance, and of F, relative. */
const slack = { float64: 1e-9, float32: 1e-4 };
const rounding = { float64: 2 ** -50, float32: 2 ** -21 };
/** Radii that are tried. */
const rounds = 8;

/**
 * Whether the dynamics from a position provably end in the stationary point at which the map of `basin` stands (`Landscape`): the
 * position lies within a radius of it, at which F has risen above the position's; and nothing else within it is stationary.
 */
export const isCertain = (precision: Precision, basin: Basin, descent: Descent): boolean =>
  basin.landscapes.some((landscape) => isProven(precision, basin.stiffness, landscape, descent));

const isProven = (
  precision: Precision,
  stiffness: number,
  landscape: Landscape,
  { row, firstDistance, drop, displacement, residual }: Descent,
): boolean => {
  const more = 1 + slack[precision];
  const at = { row, residual };
  // Below the position by so much at most; in small steps the difference of the two F is rounding, but F is convex.
  const falls = [
    drop === null ? Number.POSITIVE_INFINITY : Math.max(0, drop.value) + rounding[precision] * Math.abs(drop.size),
    landscape.isConvex(at, displacement * more)
      ? stiffness * firstDistance * displacement
      : Number.POSITIVE_INFINITY,
  ];
  const fall = Math.min(...falls) * more;
  if (!Number.isFinite(fall)) return false;
  let radius = displacement * more;
  for (let round = 0; round < rounds; round++) {
    const risen = landscape.rise(at, radius);
    if (risen >= fall) return landscape.isAlone(at, radius * more);
    // F rises as the square of the distance.
    radius *= risen > 0 ? Math.min(2, 1.01 * Math.sqrt(fall / risen)) : 2;
  }
  return false;
};
