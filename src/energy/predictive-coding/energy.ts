import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { outerProducts } from "../../network/backprop.ts";
import { affine } from "../../network/feed-forward.ts";
import { depth } from "../../network/network.ts";
import type { Energy } from "../energy.ts";
import { clampedAtOne } from "../nudge.ts";
import { layoutOf } from "../problem.ts";
import type { State } from "../state.ts";
import type { PredictiveCodingProblem } from "./problem.ts";

/** An energy that is made of prediction errors `ε_l` [batch, n_l], l = 1 … L − 1. */
export type PredictiveCoding = Energy & Required<Pick<Energy, "errors">>;

/**
 * The predictive-coding energy `I = ½ Σ_{l=1}^{L−1} π_l ‖ε_l‖²`, `ε_l = x_l − f(a_l)`, nudged by `λ L(a_L, T)`
 * (Whittington & Bogacz 2017; Millidge et al. 2022, Eq. 3, 22, here with the ½). State: `x_1 … x_{L−1}`.
 */
export const predictiveCodingEnergy = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
): PredictiveCoding => {
  const { network, parameters, precisions, loss, pass, target } = problem;
  const batch = target.rows;
  const layers = depth(network);
  const like = (matrix: Matrix): Matrix => linalg.matrix(matrix.rows, matrix.columns);

  /** Output and, for each hidden layer, error and slope at a state. */
  const predict = (state: State) => {
    const errors: Matrix[] = [];
    const slopes: Matrix[] = [];
    for (let l = 1; l < layers; l++) {
      let prediction = pass.activities[0]!;
      let slope = pass.slopes[0]!;
      if (l > 1) {
        const a = like(state[l - 1]!);
        affine(linalg, state[l - 2]!, linalg.pack(parameters.weights[l - 1]!), parameters.biases[l - 1]!, a);
        prediction = like(a);
        slope = like(a);
        linalg.activate(network.activation, a, prediction, slope);
      }
      const error = like(prediction);
      linalg.combine(1, state[l - 1]!, -1, prediction, error);
      errors.push(error);
      slopes.push(slope);
    }
    const output = like(target);
    const last = layers - 1;
    affine(
      linalg,
      state[last - 1]!,
      linalg.pack(parameters.weights[last]!),
      parameters.biases[last]!,
      output,
    );
    return { errors, slopes, output };
  };

  /** `∂F/∂a_l`, l = 1 … L: `−π_l ε_l ∘ f′(a_l)`, and `λ ∂L/∂o` at the output. */
  const signals = ({ errors, slopes, output }: ReturnType<typeof predict>, lambda: number): Matrix[] => {
    const hidden = errors.map((error, i) => {
      const signal = like(error);
      linalg.scaledHadamard(-precisions[i]!, error, slopes[i]!, signal);
      return signal;
    });
    const outputError = like(output);
    linalg.outputError(loss, output, target, outputError);
    const last = like(output);
    linalg.addScaled(lambda, outputError, last);
    return [...hidden, last];
  };

  return {
    name: "predictive-coding",
    layout: layoutOf(problem),
    start: pass.activities,
    startsAtZeroGradient: true,
    errors: (state) => predict(state).errors,

    values: (state) =>
      linalg.scope(() => {
        const { errors, output } = predict(state);
        const internal = new Float64Array(batch);
        errors.forEach((error, i) => {
          const values = linalg.values(error);
          for (let k = 0; k < values.length; k++) {
            internal[Math.floor(k / error.columns)]! += 0.5 * precisions[i]! * values[k]! * values[k]!;
          }
        });
        const losses = linalg.matrix(batch, 1);
        linalg.lossPerRow(loss, output, target, losses);
        return { internal, supervised: Float64Array.from(linalg.values(losses)) };
      }),

    force: (state, nudge, out) =>
      linalg.scope(() => {
        const prediction = predict(state);
        const fromAbove = signals(prediction, clampedAtOne(nudge));
        prediction.errors.forEach((error, i) => {
          // −∂F/∂x_l = −π_l ε_l − (∂F/∂a_{l+1}) W_lᵀ
          const back = like(error);
          linalg.accumulateProduct(
            fromAbove[i + 1]!,
            linalg.packTransposed(parameters.weights[i + 1]!),
            back,
          );
          linalg.combine(-precisions[i]!, error, -1, back, out[i]!);
        });
      }),

    parameterGradient: (state, nudge, out, onKinks = []) =>
      linalg.scope(() => {
        const prediction = predict(state);
        for (const { site, sample, unit, slope } of onKinks) {
          const slopes = prediction.slopes[site + 1]!;
          linalg.values(slopes)[sample * slopes.columns + unit] = slope;
        }
        outerProducts(linalg, [pass.input, ...state], signals(prediction, clampedAtOne(nudge)), out);
      }),
  };
};
