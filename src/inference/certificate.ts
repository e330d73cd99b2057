import type { Basin, Landscape, RestingPoint } from "../energy/basin.ts";
import type { Precision } from "../linalg/linalg.ts";

/** A position from which descent is followed, and the stationary point that it may end in. */
export interface Descent extends RestingPoint {
  /** ‖position − image‖ at the position. */
  readonly firstDistance: number;
  /** F there minus F at the stationary point, and the size of the two; null where it was not measured. */
  readonly drop: { readonly value: number; readonly size: number } | null;
  /** Distance of the two. */
  readonly displacement: number;
}

/** Rounding of a distance, and of F, relative. */
const slack = { float64: 1e-9, float32: 1e-4 };
const rounding = { float64: 2 ** -50, float32: 2 ** -21 };
/** A fall that is known as well as this needs no other bound. */
const fine = 1e-3;
/** Radii that are tried. */
const rounds = 8;

/**
 * Whether the dynamics from a position provably end in the stationary point at which the map of `basin` stands (`Landscape`): the
 * position lies within a radius of it, at which F has risen above the position's; and nothing else within it is stationary.
 */
export const isCertain = (precision: Precision, basin: Basin, descent: Descent): boolean => {
  for (const landscape of basin.landscapes()) {
    if (isProven(precision, basin.stiffness, landscape, descent)) return true;
  }
  return false;
};

const isProven = (precision: Precision, stiffness: number, landscape: Landscape, at: Descent): boolean => {
  const { firstDistance, drop, displacement } = at;
  const more = 1 + slack[precision];
  if (landscape.isOnly(at)) return true;
  // The stationary point is lower by so much at most. Of short ways F shows rounding alone; but there F is convex.
  const measured = drop === null ? Number.POSITIVE_INFINITY : Math.max(0, drop.value);
  const blur = drop === null ? 0 : rounding[precision] * Math.abs(drop.size);
  const slope = stiffness * firstDistance * displacement;
  const steep = blur > fine * measured || drop === null;
  const fall =
    Math.min(
      measured + blur,
      steep && landscape.isConvex(at, displacement * more) ? slope : Number.POSITIVE_INFINITY,
    ) * more;
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
