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
}
