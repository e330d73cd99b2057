import type { ForwardPass } from "../../network/feed-forward.ts";
import type { Problem } from "../problem.ts";

/** What a predictive-coding energy is bound to. */
export interface PredictiveCodingProblem extends Omit<Problem, "input" | "engine"> {
  /** `π_1 … π_{L−1}`, dimensionless. */
  readonly precisions: readonly number[];
  /** The feed-forward pass: the free phase, where every ε is exactly 0 (Eq. 17). */
  readonly pass: ForwardPass;
}
