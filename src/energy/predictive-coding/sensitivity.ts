import type { Linalg, Matrix } from "../../linalg/linalg.ts";

/** A unit of a layer on its kink, and what its pre-activation depends on. */
export interface KinkedUnit {
  /** `W` [n_below, n] into its layer. */
  readonly weights: Matrix;
  /** `e` [batch, n] of its layer. */
  readonly errors: Matrix;
  /** π of the layer below and of its own. */
  readonly precisions: readonly [number, number];
  readonly sample: number;
  readonly unit: number;
}

/**
 * d a / d slope of a unit at rest in error coordinates: its slope θ sends `π e θ W` down, so the layer below moves by that over
 * its π, and a by `e ‖W‖² π / π_below`, with the norm of the unit's incoming weights. The same for every engine.
 */
export const kinkSensitivity = (
  linalg: Linalg,
  { weights, errors, precisions, sample, unit }: KinkedUnit,
): number => {
  const values = linalg.values(weights);
  let norm = 0;
  for (let k = unit; k < values.length; k += weights.columns) norm += values[k]! * values[k]!;
  const error = linalg.values(errors)[sample * weights.columns + unit]!;
  return (error * norm * precisions[1]) / precisions[0];
};
