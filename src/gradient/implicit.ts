import type { Energy } from "../energy/energy.ts";
import type { State } from "../energy/state.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { type Parameters, zeroParameters } from "../network/parameters.ts";
import { conjugateGradient } from "./conjugate-gradient.ts";
import { hessianTimes, mixedDerivative } from "./directional.ts";

/**
 * The true gradient of the mean loss at a free fixed point x̄(θ): `dL/dθ = ∂L/∂θ − (∂²I/∂θ∂x) v`, `(∂²I/∂x²) v = ∂L/∂x`, by the
 * implicit function theorem (Almeida 1990; Pineda 1987; Scellier & Bengio 2017). Matrix-free; second derivatives are
 * five-point differences, so the result is good to about 1e-10. For predictive coding it is the gradient of backprop.
 */
export const implicitGradient = (linalg: Linalg, energy: Energy, free: State): Parameters => {
  const batch = free[0]!.rows;
  const gradient = zeroParameters(linalg, energy.layout);
  linalg.scope(() => {
    const like = (): Matrix[] => free.map((x) => linalg.matrix(x.rows, x.columns));
    const [atZero, atOne, direction, image] = [like(), like(), like(), like()];
    energy.force(free, 0, atZero);
    energy.force(free, 1, atOne);
    const pulled = join(linalg, atOne);
    const lossGradient = join(linalg, atZero).map((value, k) => value - pulled[k]!);
    const solution = conjugateGradient((vector) => {
      split(linalg, vector, direction);
      hessianTimes(linalg, energy, free, 0, direction, image);
      return join(linalg, image);
    }, lossGradient);
    split(linalg, solution, direction);
    const response = mixedDerivative(linalg, energy, free, 0, direction);
    const [without, withLoss] = [
      zeroParameters(linalg, energy.layout),
      zeroParameters(linalg, energy.layout),
    ];
    energy.parameterGradient(free, 0, without);
    energy.parameterGradient(free, 1, withLoss);
    linalg.combine(1 / batch, withLoss.all, -1 / batch, without.all, gradient.all);
    linalg.addScaled(-1 / batch, response.all, gradient.all);
  });
  return gradient;
};

/**
 * The true gradient of the mean loss at a free phase: through its formula, exactly, where the energy starts at one; else the
 * implicit gradient.
 */
export const gradientAtFreePhase = (linalg: Linalg, energy: Energy, free: State): Parameters => {
  if (energy.throughFreePhase === undefined) return implicitGradient(linalg, energy, free);
  const gradient = zeroParameters(linalg, energy.layout);
  energy.throughFreePhase(gradient);
  linalg.scale(1 / free[0]!.rows, gradient.all, gradient.all);
  return gradient;
};

/** All entries of a state as one vector. */
const join = (linalg: Linalg, state: readonly Matrix[]): Float64Array =>
  Float64Array.from(state.flatMap((x) => Array.from(linalg.values(x))));

const split = (linalg: Linalg, vector: Float64Array, state: readonly Matrix[]): void => {
  let at = 0;
  for (const x of state) {
    const values = linalg.values(x);
    values.set(vector.subarray(at, at + values.length));
    at += values.length;
  }
};
