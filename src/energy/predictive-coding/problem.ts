import type { LossKind, Matrix } from "../../linalg/linalg.ts";
import type { ForwardPass } from "../../network/feed-forward.ts";

/** What a predictive-coding energy is bound to. */
export interface PredictiveCodingProblem {
  /** `π_1 … π_{L−1}`, dimensionless. */
  readonly precisions: readonly number[];
  readonly loss: LossKind;
  /** The feed-forward pass: the free phase, where every ε is exactly 0 (Eq. 17). */
  readonly pass: ForwardPass;
  /** `T` [batch, n_L]. */
  readonly target: Matrix;
  /**
   * `μ_l/π_l` [batch, n_l], l = 1 … L − 1: multipliers of the constraint ε_l = 0, as numbers that are added to the errors. Up to a
   * constant `½ π ‖ε + μ/π‖² = ½ π ‖ε‖² + μ·ε`: with them the energy is the augmented Lagrangian. None: they are 0.
   */
  readonly shifts?: readonly Matrix[];
}
