import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { Parameters } from "../network/parameters.ts";

export interface MomentumSettings {
  /** Per update, in units of parameter² / loss. */
  readonly learningRate: number;
  /** μ, dimensionless, in [0, 1). */
  readonly momentum: number;
  /** Whether the loss of a batch is the mean or the sum over its samples. */
  readonly reduction: "mean" | "sum";
}

/**
 * Stochastic gradient descent with momentum as PyTorch has it: `v ← μ v + g`, `θ ← θ − rate v`, in place. `gradient` is that
 * of the mean loss over `batch` samples.
 */
export const momentumUpdate = (
  linalg: Linalg,
  parameters: Parameters,
  velocity: Matrix,
  gradient: Parameters,
  batch: number,
  settings: MomentumSettings,
): void => {
  const scale = settings.reduction === "sum" ? batch : 1;
  linalg.momentumStep(parameters.all, velocity, gradient.all, {
    momentum: settings.momentum,
    scale,
    rate: settings.learningRate,
  });
};
