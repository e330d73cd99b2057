import { type Problem, passOf } from "../../energy/problem.ts";
import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { gradientFromSignals } from "../../network/backprop.ts";
import { pullLayer } from "../../network/drive.ts";
import type { ForwardPass } from "../../network/feed-forward.ts";
import { depth } from "../../network/network.ts";
import { layoutOf, type Parameters, zeroParameters } from "../../network/parameters.ts";
import type { Estimator } from "../estimator.ts";
import { coding } from "../nudging.ts";
import { anything } from "../supports.ts";

export interface FixedPredictionSettings {
  /** η of the Euler steps. */
  readonly stepSize: number;
  readonly steps: number;
}

/**
 * Predictive coding with fixed predictions (Millidge et al. 2020a; Rosenbaum 2022): predictions and slopes stay at
 * the feed-forward pass while `dε_s/dt = −ε_s + Σ g′(x̄_s) ∘ (c Cᵀ (ε_to ∘ f′(ā_to)))` relaxes, `ε_L = −∂L/∂o` held. The equilibrium is
 * backprop exactly, and with η = 1 layer l has arrived after L − l steps, the longest way from the output.
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

/** L steps of 1, one more than the errors need to arrive, each a pass back: exact, so that λ changes nothing. */
export const fixedPrediction: Estimator = {
  ...coding,
  name: "fixed-prediction",
  label: "Fixed predictions",
  scheme: "fixed-prediction",
  order: null,
  source: "Millidge et al. 2020a",
  supports: { ...anything, engines: ["builtin"] },
  reads: [],
  passes: ({ layers }) => 1 + layers,
  estimate: ({ linalg, problem }) => {
    const pass = passOf(linalg, problem);
    const steps = depth(problem.network);
    const gradient = fixedPredictionEstimate(linalg, problem, pass, { stepSize: 1, steps });
    return { gradient, relaxations: [], energy: null };
  },
};
