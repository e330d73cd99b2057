import type { Linalg, LossKind, Matrix } from "../../linalg/linalg.ts";
import { outerProducts } from "../../network/backprop.ts";
import { affine, type ForwardPass } from "../../network/feed-forward.ts";
import { depth, type Network, type Parameters } from "../../network/network.ts";
import type { Energy, Nudge, State } from "../energy.ts";
import { predictiveCodingFlow } from "./flow.ts";
import { predictiveCodingSweep } from "./iteration.ts";

/** What a predictive-coding energy is bound to. */
export interface PredictiveCodingProblem {
  readonly network: Network;
  readonly parameters: Parameters;
  /** `π_1 … π_{L−1}`, dimensionless. */
  readonly precisions: readonly number[];
  readonly loss: LossKind;
  /** The feed-forward pass: the free phase, where every ε is exactly 0 (Eq. 17). */
  readonly pass: ForwardPass;
  /** `T` [batch, n_L]. */
  readonly target: Matrix;
}

/** The energy, and the prediction errors that it is made of. */
export interface PredictiveCoding extends Energy {
  /** `ε_l` [batch, n_l], l = 1 … L − 1. */
  readonly errors: (state: State) => Matrix[];
}

/** Clamping the output of a PC network is the loss with λ = 1 (Millidge et al. 2022, appendix A.2.1). */
const strength = (nudge: Nudge): number => (nudge === "clamped" ? 1 : nudge);

/**
 * The predictive-coding energy `I = ½ Σ_{l=1}^{L−1} π_l ‖ε_l‖²`, `ε_l = x_l − f(a_l)`, nudged by `λ L(a_L, T)`
 * (Whittington & Bogacz 2017; Millidge et al. 2022, Eq. 3, 22, here with the ½). State: `x_1 … x_{L−1}`.
 */
export const predictiveCoding = (linalg: Linalg, problem: PredictiveCodingProblem): PredictiveCoding => {
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

  const requireFreePhase = (from: State): void => {
    if (from !== pass.activities) throw new Error("predictive-coding inference starts at the free phase");
  };

  return {
    start: pass.activities,
    startsAtZeroGradient: true,
    errors: (state) => predict(state).errors,

    values: (state) =>
      linalg.scope(() => {
        // At the free phase all errors are 0 and the output is known.
        const { errors, output } =
          state === pass.activities ? { errors: [], output: pass.preactivations.at(-1)! } : predict(state);
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
        const fromAbove = signals(prediction, strength(nudge));
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
        for (const { layer, sample, unit, slope } of onKinks) {
          const slopes = prediction.slopes[layer + 1]!;
          linalg.values(slopes)[sample * slopes.columns + unit] = slope;
        }
        outerProducts(linalg, [pass.input, ...state], signals(prediction, strength(nudge)), out);
      }),

    flow: (from, nudge) => {
      requireFreePhase(from);
      return predictiveCodingFlow(linalg, problem, strength(nudge));
    },

    sweep: (from, nudge) => {
      requireFreePhase(from);
      return predictiveCodingSweep(linalg, problem, strength(nudge));
    },
  };
};
