import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import { gradientFromSignals } from "../../network/backprop.ts";
import { driveLayer, pullLayer } from "../../network/drive.ts";
import { layoutOf } from "../../network/parameters.ts";
import { ratesAt } from "../../network/rates.ts";
import { isClamped } from "../../network/wiring.ts";
import type { Energy } from "../energy.ts";
import type { Known } from "../iteration.ts";
import { clampedAtOne } from "../nudge.ts";
import type { State } from "../state.ts";
import { fillKinkSlopes } from "./pins.ts";
import type { PredictiveCodingProblem } from "./problem.ts";
import { codingSites } from "./sites.ts";

/** An energy that is made of prediction errors `ε_l` [batch, n_l], l = 1 … L − 1. */
export type PredictiveCoding = Energy & Required<Pick<Energy, "errors">>;

/**
 * The predictive-coding energy `I = ½ Σ_{l=1}^{L−1} π_l ‖ε_l‖²`, `ε_l = x_l − f_l(a_l)`, nudged by `λ L(a_L, T)`
 * (Whittington & Bogacz 2017; Millidge et al. 2022, Eq. 3, 22, here with the ½). State: `x_1 … x_{L−1}`.
 */
export const predictiveCodingEnergy = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
): PredictiveCoding => {
  const { precisions, loss, pass, target, shifts } = problem;
  const { wiring } = pass;
  const batch = target.rows;
  const zeros = (matrix: Matrix): Matrix => linalg.matrix(matrix.rows, matrix.columns);
  const like = (matrix: Matrix): Matrix => linalg.blank(matrix.rows, matrix.columns);

  /** Output and, for each hidden layer, error and slope at a state. */
  const predict = (state: State) => {
    const rates = ratesAt(linalg, wiring, pass.rates[0]!, state);
    const drive = (l: number): Matrix => {
      const a = linalg.blank(batch, wiring.layers[l - 1]!.units);
      driveLayer(linalg, wiring, l, pass.drives, state, rates, a);
      return a;
    };
    const errors: Matrix[] = [];
    const slopes: Matrix[] = [];
    state.forEach((x, i) => {
      let prediction = pass.activities[i]!;
      let slope = pass.slopes[i]!;
      const layer = wiring.layers[i]!;
      if (!isClamped(layer)) {
        prediction = like(x);
        slope = like(x);
        linalg.activate(layer.activation, drive(i + 1), prediction, slope);
      }
      const error = like(x);
      linalg.combine(1, x, -1, prediction, error);
      if (shifts !== undefined) linalg.addScaled(1, shifts[i]!, error);
      errors.push(error);
      slopes.push(slope);
    });
    return { rates, errors, slopes, output: drive(wiring.layers.length) };
  };

  /** The same at a state whose errors are known, without a sweep where a solver has made it. `anew`: since slopes will be changed. */
  const predictAround = (state: State, known: Known, anew: boolean): ReturnType<typeof predict> => {
    const errors = [...known.errors];
    if (anew || known.sweep === null) return { ...predict(state), errors };
    const { slopes, rates, output } = known.sweep;
    return { rates, errors, slopes: slopes.map((slope, i) => slope ?? pass.slopes[i]!), output };
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
    const last = zeros(output);
    linalg.addScaled(lambda, outputError, last);
    return [...hidden, last];
  };

  return {
    name: "predictive-coding",
    layout: layoutOf(wiring.network),
    start: pass.activities,
    startsAtZeroGradient: shifts === undefined,
    errors: (state) => predict(state).errors,

    values: (state) =>
      linalg.scope(() => {
        // In the free phase every error is 0, and the output is known.
        const free = state === pass.activities && shifts === undefined;
        const { errors, output } = free
          ? { errors: [], output: pass.preactivations.at(-1)! }
          : predict(state);
        const internal = new Float64Array(batch);
        errors.forEach((error, i) => {
          const values = linalg.values(error);
          for (let row = 0, k = 0; row < batch; row++) {
            let sum = internal[row]!;
            for (const end = k + error.columns; k < end; k++)
              sum += 0.5 * precisions[i]! * values[k]! * values[k]!;
            internal[row] = sum;
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
          // −∂F/∂x_s = −π_s ε_s − Σ g′(x_s) ∘ (c Cᵀ ∂F/∂a_to)
          const back = zeros(error);
          pullLayer(linalg, wiring, i + 1, fromAbove, prediction.rates, back);
          linalg.combine(-precisions[i]!, error, -1, back, out[i]!);
        });
      }),

    parameterGradient: (state, nudge, out, onKinks = [], known = null) =>
      linalg.scope(() => {
        const prediction = known === null ? predict(state) : predictAround(state, known, onKinks.length > 0);
        fillKinkSlopes(linalg, codingSites(wiring), onKinks, prediction.slopes);
        const given = signals(prediction, clampedAtOne(nudge));
        gradientFromSignals(linalg, wiring, [pass.input, ...state], prediction.rates, given, out);
      }),
  };
};
