import {
  accumulateComplexProduct,
  addComplex,
  complexHadamard,
  complexMatrix,
  complexScale,
  type Scalar,
} from "../../linalg/complex.ts";
import type { Complex, Linalg, Packed } from "../../linalg/linalg.ts";
import { requireAbility } from "../../network/activation.ts";
import { depth } from "../../network/network.ts";
import { asComplex, complexIteration, complexOuterProducts, type HolomorphicEnergy } from "../holomorphic.ts";
import type { PredictiveCodingProblem } from "./problem.ts";

/**
 * Predictive coding at complex activities: the map of `iteration.ts` and `∂F/∂W_{l−1} = −x_{l−1}ᵀ (π_l ε_l ∘ f′(a_l))`
 * with complex numbers throughout. Throws `UserError` for relu.
 */
export const holomorphicPredictiveCoding = (
  linalg: Linalg,
  problem: PredictiveCodingProblem,
): HolomorphicEnergy => {
  const { network, parameters, precisions, loss, pass, target } = problem;
  requireAbility(network.activation, "holomorphic", "holomorphic nudging");
  const layers = depth(network);
  const batch = target.rows;
  const make = (l: number): Complex => complexMatrix(linalg, batch, network.sizes[l]!);
  const weights = parameters.weights.map(linalg.pack);
  const weightsBack = parameters.weights.map(linalg.packTransposed);

  const affineComplex = (x: Complex, packed: Packed, l: number): Complex => {
    const a = make(l);
    linalg.repeatRow(parameters.biases[l - 1]!, a.re);
    accumulateComplexProduct(linalg, x, packed, a);
    return a;
  };

  /** Predictions and slopes of each hidden layer, and the output, where `stateAt(l, prediction)` gives `x_l`. */
  const climb = (stateAt: (l: number, prediction: Complex) => Complex) => {
    const predictions: Complex[] = [];
    const slopes: Complex[] = [];
    const states: Complex[] = [];
    for (let l = 1; l < layers; l++) {
      const a =
        l === 1
          ? asComplex(linalg, pass.preactivations[0]!)
          : affineComplex(states[l - 2]!, weights[l - 1]!, l);
      const [prediction, slope] = [make(l), make(l)];
      linalg.activateComplex(network.activation, a, prediction, slope);
      predictions.push(prediction);
      slopes.push(slope);
      states.push(stateAt(l, prediction));
    }
    const output = affineComplex(states.at(-1)!, weights[layers - 1]!, layers);
    return { predictions, slopes, states, output };
  };

  /** `−λ ∂L/∂o`. */
  const top = (output: Complex, lambda: Scalar): Complex => {
    const [error, signal] = [make(layers), make(layers)];
    linalg.outputErrorComplex(loss, output, target, error);
    complexScale(linalg, { re: -lambda.re, im: -lambda.im }, error, signal);
    return signal;
  };

  return {
    iteration: (_, lambda) => {
      const errors = network.sizes.slice(1, -1).map((_, i) => make(i + 1));
      const states = errors.map((_, i) => make(i + 1));
      return complexIteration(
        linalg,
        errors,
        (out) =>
          linalg.scope(() => {
            const { slopes, output } = climb((l, prediction) => {
              const x = states[l - 1]!;
              linalg.combine(1, prediction.re, 1, errors[l - 1]!.re, x.re);
              linalg.combine(1, prediction.im, 1, errors[l - 1]!.im, x.im);
              return x;
            });
            let signal = top(output, lambda);
            for (let l = layers - 1; l >= 1; l--) {
              const image = make(l);
              accumulateComplexProduct(linalg, signal, weightsBack[l]!, image);
              complexScale(linalg, { re: 1 / precisions[l - 1]!, im: 0 }, image, out[l - 1]!);
              signal = make(l);
              complexHadamard(linalg, 1, image, slopes[l - 1]!, signal);
            }
          }),
        () => states,
      );
    },

    parameterGradient: (state, lambda) => {
      const { predictions, slopes, output } = climb((l) => state[l - 1]!);
      const hidden = predictions.map((prediction, i) => {
        const [error, signal] = [make(i + 1), make(i + 1)];
        addComplex(linalg, 1, state[i]!, error);
        addComplex(linalg, -1, prediction, error);
        complexHadamard(linalg, -precisions[i]!, error, slopes[i]!, signal);
        return signal;
      });
      const negative = top(output, lambda);
      const last = make(layers);
      addComplex(linalg, -1, negative, last);
      return complexOuterProducts(
        linalg,
        network.sizes,
        [asComplex(linalg, pass.input), ...state],
        [...hidden, last],
      );
    },
  };
};
