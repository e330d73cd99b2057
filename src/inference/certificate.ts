import type { Basin } from "../energy/basin.ts";
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
/** Rounds of the search for a radius that its own modulus of convexity allows. */
const rounds = 4;

/**
 * Whether the dynamics from a position provably end in the stationary point at which the map of `basin` stands (see `Basin`):
 * where F has modulus m, the point's F is at most `‖∂F‖² / 2m` below the position's, so that `r = ‖∂F‖ / m` is far enough.
 */
export const isCertain = (
  precision: Precision,
  basin: Basin,
  { row, firstDistance, drop, displacement, residual }: Descent,
): boolean => {
  const more = 1 + slack[precision];
  const slope = basin.stiffness * firstDistance;
  let radius = slope;
  for (let round = 0; round < rounds; round++) {
    const modulus = basin.convexity(row, radius);
    if (!(modulus > 0)) return false;
    const fall =
      drop === null
        ? Number.POSITIVE_INFINITY
        : Math.max(0, drop.value) + rounding[precision] * Math.abs(drop.size);
    const needed = Math.min(slope / modulus, Math.sqrt((2 * fall) / modulus)) * more + residual / modulus;
    if (needed <= radius) return displacement <= needed * more && basin.encloses(row, needed);
    radius = 1.01 * needed;
  }
  return false;
};
