import { addComplex, complexHadamard, complexMatrix, complexScale } from "../../linalg/complex.ts";
import type { Complex, Linalg } from "../../linalg/linalg.ts";
import { inputDrives } from "../../network/drive.ts";
import { wire } from "../../network/wiring.ts";
import { complexGradient, driveComplexLayer, pullComplexLayer } from "../complex-wiring.ts";
import { asComplex, complexIteration, type HolomorphicEnergy, requireHolomorphic } from "../holomorphic.ts";
import { outputDamping } from "../nudge.ts";
import type { Problem } from "../problem.ts";

/**
 * The layered Hopfield energy at complex activities: `energy.ts` with complex numbers throughout. Throws `UserError` for an
 * activation without a continuation.
 */
export const holomorphicHopfield = (linalg: Linalg, problem: Problem): HolomorphicEnergy => {
  const { network, parameters, input, target, loss } = problem;
  requireHolomorphic(network);
  const wiring = problem.pass?.wiring ?? wire(linalg, network, parameters);
  const drives = inputDrives(linalg, wiring, input);
  const layers = wiring.layers.length;
  const like = ({ re }: Complex): Complex => complexMatrix(linalg, re.rows, re.columns);
  const rates = wiring.outgoing.map(() => []);

  /** `ρ(s_l)` and `ρ′(s_l)`. */
  const respond = (state: readonly Complex[]) => {
    const values = state.map(like);
    const slopes = state.map(like);
    state.forEach((s, i) => {
      linalg.activateComplex(network.activation, s, values[i]!, slopes[i]!);
    });
    return { values, slopes };
  };

  return {
    iteration: (free, lambda) => {
      const coordinates = free.map((s) => {
        const z = complexMatrix(linalg, s.rows, s.columns);
        linalg.copy(s, z.re);
        return z;
      });
      const damping = outputDamping(Math.sqrt(lambda.re * lambda.re + lambda.im * lambda.im));
      return complexIteration(
        linalg,
        coordinates,
        (out) =>
          linalg.scope(() => {
            const { values, slopes } = respond(coordinates);
            coordinates.forEach((s, i) => {
              const drive = driveComplexLayer(linalg, wiring, i + 1, drives, values, rates);
              const image = out[i]!;
              if (i + 1 < layers) {
                pullComplexLayer(linalg, wiring, i + 1, values, rates, drive);
                complexHadamard(linalg, 1, drive, slopes[i]!, image);
                return;
              }
              const [response, error, pull] = [like(s), like(s), like(s)];
              complexHadamard(linalg, 1, drive, slopes[i]!, response);
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
      const { values } = respond(state);
      const signals = values.map((value) => {
        const negative = like(value);
        addComplex(linalg, -1, value, negative);
        return negative;
      });
      const below = [asComplex(linalg, input), ...values];
      return complexGradient(linalg, wiring, below, rates, signals);
    },
  };
};
