import {
  accumulateComplexProduct,
  addComplex,
  complexHadamard,
  complexMatrix,
  complexScale,
} from "../../linalg/complex.ts";
import type { Complex, Linalg } from "../../linalg/linalg.ts";
import { requireAbility } from "../../network/activation.ts";
import { depth } from "../../network/network.ts";
import { asComplex, complexIteration, complexOuterProducts, type HolomorphicEnergy } from "../holomorphic.ts";
import { outputDamping } from "../nudge.ts";
import type { Problem } from "../problem.ts";

/** The layered Hopfield energy at complex activities: `energy.ts` with complex numbers throughout. Throws `UserError` for relu. */
export const holomorphicHopfield = (linalg: Linalg, problem: Problem): HolomorphicEnergy => {
  const { network, parameters, input, target, loss } = problem;
  requireAbility(network.activation, "holomorphic", "holomorphic nudging");
  const layers = depth(network);
  const make = (l: number): Complex => complexMatrix(linalg, input.rows, network.sizes[l]!);
  const weights = parameters.weights.map(linalg.pack);
  const weightsBack = parameters.weights.map(linalg.packTransposed);

  const rates = (state: readonly Complex[]) =>
    state.map((s, i) => {
      const [rate, slope] = [make(i + 1), make(i + 1)];
      linalg.activateComplex(network.activation, s, rate, slope);
      return { rate, slope };
    });

  return {
    iteration: (free, lambda) => {
      const coordinates = free.map((s, i) => {
        const z = make(i + 1);
        linalg.copy(s, z.re);
        return z;
      });
      const damping = outputDamping(Math.sqrt(lambda.re * lambda.re + lambda.im * lambda.im));
      return complexIteration(
        linalg,
        coordinates,
        (out) =>
          linalg.scope(() => {
            const layer = rates(coordinates);
            coordinates.forEach((s, i) => {
              const drive = make(i + 1);
              linalg.repeatRow(parameters.biases[i]!, drive.re);
              const below = i === 0 ? asComplex(linalg, input) : layer[i - 1]!.rate;
              accumulateComplexProduct(linalg, below, weights[i]!, drive);
              const image = out[i]!;
              if (i + 1 < layers) {
                accumulateComplexProduct(linalg, layer[i + 1]!.rate, weightsBack[i + 1]!, drive);
                complexHadamard(linalg, 1, drive, layer[i]!.slope, image);
                return;
              }
              const [response, error, pull] = [make(i + 1), make(i + 1), make(i + 1)];
              complexHadamard(linalg, 1, drive, layer[i]!.slope, response);
              linalg.outputErrorComplex(loss, s, target, error);
              complexScale(linalg, lambda, error, pull);
              addComplex(linalg, -1, pull, response);
              linalg.combine(damping, response.re, 1 - damping, s.re, image.re);
              linalg.combine(damping, response.im, 1 - damping, s.im, image.im);
            });
          }),
        () => coordinates,
      );
    },

    parameterGradient: (state) => {
      const layer = rates(state).map(({ rate }) => rate);
      const signals = layer.map((rate, i) => {
        const negative = make(i + 1);
        addComplex(linalg, -1, rate, negative);
        return negative;
      });
      const below = [asComplex(linalg, input), ...layer.slice(0, -1)];
      return complexOuterProducts(linalg, network.sizes, below, signals);
    },
  };
};
