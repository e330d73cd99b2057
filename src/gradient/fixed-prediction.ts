import type { Problem } from "../energy/problem.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { gradientFromSignals } from "../network/backprop.ts";
import { pullLayer } from "../network/drive.ts";
import type { ForwardPass } from "../network/feed-forward.ts";
import { layoutOf, type Parameters, zeroParameters } from "../network/parameters.ts";

export interface FixedPredictionSettings {
  /** η of the Euler steps. */
  readonly stepSize: number;
  readonly steps: number;
}

/**
 * Predictive coding with fixed predictions (Millidge et al. 2020a; Rosenbaum 2022): predictions and slopes stay at
 * the feed-forward pass while `dε_l/dt = −ε_l + (ε_{l+1} ∘ f′(ā_{l+1})) W_lᵀ` relaxes, `ε_L = −∂L/∂o` held. The equilibrium is
 * backprop exactly, and with η = 1 layer l has arrived after L − l steps.
 */
export const fixedPredictionEstimate = (
  linalg: Linalg,
  { target, loss }: Pick<Problem, "target" | "loss">,
  pass: ForwardPass,
  settings: FixedPredictionSettings,
): Parameters => {
  const { wiring, rates } = pass;
  const like = (matrix: Matrix): Matrix => linalg.matrix(matrix.rows, matrix.columns);
  const gradient = zeroParameters(linalg, layoutOf(wiring.network));
  linalg.scope(() => {
    const output = like(target);
    linalg.outputError(loss, pass.preactivations.at(-1)!, target, output);
    linalg.combine(-1, output, 0, output, output);
    const errors = pass.activities.map(like);
    const velocities = pass.activities.map(like);
    /** `ε_l ∘ f′(ā_l)`, l = 1 … L. */
    const signals = (): Matrix[] => [
      ...errors.map((error, i) => {
        const signal = like(error);
        linalg.scaledHadamard(1, error, pass.slopes[i]!, signal);
        return signal;
      }),
      output,
    ];
    for (let step = 0; step < settings.steps; step++) {
      linalg.scope(() => {
        const above = signals();
        velocities.forEach((velocity, i) => {
          linalg.combine(-1, errors[i]!, 0, errors[i]!, velocity);
          pullLayer(linalg, wiring, i + 1, above, rates, velocity);
        });
        errors.forEach((error, i) => {
          linalg.addScaled(settings.stepSize, velocities[i]!, error);
        });
      });
    }
    gradientFromSignals(linalg, wiring, [pass.input, ...pass.activities], rates, signals(), gradient);
    linalg.combine(-1 / target.rows, gradient.all, 0, gradient.all, gradient.all);
  });
  return gradient;
};
