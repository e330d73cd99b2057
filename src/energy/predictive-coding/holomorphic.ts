import {
  addComplex,
  complexHadamard,
  complexMatrix,
  complexScale,
  type Scalar,
} from "../../linalg/complex.ts";
import type { Complex, Linalg } from "../../linalg/linalg.ts";
import { isClamped } from "../../network/wiring.ts";
import {
  type ComplexRate,
  complexGradient,
  complexRatesOf,
  driveComplexLayer,
  pullComplexLayer,
} from "../complex-wiring.ts";
import { asComplex, complexIteration, type HolomorphicEnergy, requireHolomorphic } from "../holomorphic.ts";
import type { PredictiveCodingProblem } from "./problem.ts";

/**
 * Predictive coding at complex activities: the map of `iteration.ts` and `∂F/∂C = −g(x_from) ⊗ (π_l ε_l ∘ f′(a_l))` with complex
 * numbers throughout. Throws `UserError` for an activation without a continuation.
 */
export const holomorphicPredictiveCoding = (
  linalg: Linalg,
  { precisions, loss, pass, target }: PredictiveCodingProblem,
): HolomorphicEnergy => {
  const { wiring, drives } = pass;
  requireHolomorphic(wiring.network);
  const layers = wiring.layers.length;
  const like = ({ re }: Complex): Complex => complexMatrix(linalg, re.rows, re.columns);
  const make = (l: number): Complex => complexMatrix(linalg, target.rows, wiring.layers[l - 1]!.units);
  const ofInput = complexRatesOf(linalg, wiring, 0, asComplex(linalg, pass.input));

  /** Predictions and slopes of each hidden layer, and the output, where `stateAt(l, prediction)` gives `x_l`. */
  const climb = (stateAt: (l: number, prediction: Complex) => Complex) => {
    const predictions: Complex[] = [];
    const slopes: Complex[] = [];
    const states: Complex[] = [];
    const rates: (readonly ComplexRate[])[] = [ofInput];
    for (let l = 1; l < layers; l++) {
      const layer = wiring.layers[l - 1]!;
      const a = isClamped(layer)
        ? asComplex(linalg, pass.preactivations[l - 1]!)
        : driveComplexLayer(linalg, wiring, l, drives, states, rates);
      const [prediction, slope] = [make(l), make(l)];
      linalg.activateComplex(layer.activation, a, prediction, slope);
      predictions.push(prediction);
      slopes.push(slope);
      states.push(stateAt(l, prediction));
      rates.push(complexRatesOf(linalg, wiring, l, states[l - 1]!));
    }
    return {
      predictions,
      slopes,
      states,
      rates,
      output: driveComplexLayer(linalg, wiring, layers, drives, states, rates),
    };
  };

  /** `−λ ∂L/∂o`. */
  const top = (output: Complex, lambda: Scalar): Complex => {
    const [error, signal] = [like(output), like(output)];
    linalg.outputErrorComplex(loss, output, target, error);
    complexScale(linalg, { re: -lambda.re, im: -lambda.im }, error, signal);
    return signal;
  };

  return {
    iteration: (_, lambda) => {
      const errors = pass.activities.map((_, i) => make(i + 1));
      const states = errors.map((_, i) => make(i + 1));
      return complexIteration(
        linalg,
        errors,
        (out) =>
          linalg.scope(() => {
            const { slopes, rates, output } = climb((l, prediction) => {
              const x = states[l - 1]!;
              linalg.combine(1, prediction.re, 1, errors[l - 1]!.re, x.re);
              linalg.combine(1, prediction.im, 1, errors[l - 1]!.im, x.im);
              return x;
            });
            const signals = wiring.layers.map((_, i) => make(i + 1));
            signals[layers - 1] = top(output, lambda);
            for (let s = layers - 1; s >= 1; s--) {
              const image = make(s);
              pullComplexLayer(linalg, wiring, s, signals, rates, image);
              complexScale(linalg, { re: 1 / precisions[s - 1]!, im: 0 }, image, out[s - 1]!);
              complexHadamard(linalg, 1, image, slopes[s - 1]!, signals[s - 1]!);
            }
          }),
        () => states,
      );
    },

    parameterGradient: (state, lambda) => {
      const { predictions, slopes, rates, output } = climb((l) => state[l - 1]!);
      const hidden = predictions.map((prediction, i) => {
        const [error, signal] = [make(i + 1), make(i + 1)];
        addComplex(linalg, 1, state[i]!, error);
        addComplex(linalg, -1, prediction, error);
        complexHadamard(linalg, -precisions[i]!, error, slopes[i]!, signal);
        return signal;
      });
      const last = make(layers);
      addComplex(linalg, -1, top(output, lambda), last);
      const below = [asComplex(linalg, pass.input), ...state];
      return complexGradient(linalg, wiring, below, rates, [...hidden, last]);
    },
  };
};
