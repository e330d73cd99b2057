import type { LossKind, Matrix } from "../linalg/linalg.ts";
import type { Network, Parameters } from "../network/network.ts";

/** What an energy is bound to: a network, a clamped input and a target. */
export interface Problem {
  readonly network: Network;
  readonly parameters: Parameters;
  /** `x_0` [batch, n_0]. */
  readonly input: Matrix;
  /** `T` [batch, n_L]. */
  readonly target: Matrix;
  readonly loss: LossKind;
}
