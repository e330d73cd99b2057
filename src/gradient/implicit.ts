import type { Energy } from "../energy/energy.ts";
import type { State } from "../energy/state.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { type Parameters, zeroParameters } from "../network/parameters.ts";
import { conjugateGradient } from "./conjugate-gradient.ts";
import { hessianTimes, mixedDerivative } from "./directional.ts";

/** Where a true gradient comes from; differences know only what is smooth. */
export type TruthBy = "backprop" | "free phase" | "differences" | "differences across a kink";

export interface Truth {
  readonly gradient: Parameters;
  readonly by: TruthBy;
}

/**
 * The true gradient of the mean loss at a free fixed point x̄(θ): `dL/dθ = ∂L/∂θ − (∂²I/∂θ∂x) v`, `(∂²I/∂x²) v = ∂L/∂x`, by the
 * implicit function theorem (Almeida 1990; Pineda 1987; Scellier & Bengio 2017). Matrix-free; second derivatives are
 * five-point differences, so the result is good to about 1e-10. For predictive coding it is the gradient of backprop.
 */
export const implicitGradient = (linalg: Linalg, energy: Energy, free: State): Parameters =>
  implicitTruth(linalg, energy, free).gradient;

/** The same, and whether a difference that it is made of crossed a kink, so that it is no derivative. */
const implicitTruth = (linalg: Linalg, energy: Energy, free: State): Truth => {
  const batch = free[0]!.rows;
  const gradient = zeroParameters(linalg, energy.layout);
  const acrossKink = linalg.scope(() => {
    let crossed = false;
    const like = (): Matrix[] => free.map((x) => linalg.matrix(x.rows, x.columns));
    const [atZero, atOne, direction, image] = [like(), like(), like(), like()];
    energy.force(free, 0, atZero);
    energy.force(free, 1, atOne);
    const pulled = join(linalg, atOne);
    const lossGradient = join(linalg, atZero).map((value, k) => value - pulled[k]!);
    const solution = conjugateGradient((vector) => {
      split(linalg, vector, direction);
      crossed = hessianTimes(linalg, energy, free, 0, direction, image).acrossKink || crossed;
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
    linalg.addScaled(-1 / batch, response.derivative.all, gradient.all);
    return crossed || response.acrossKink;
  });
  return { gradient, by: acrossKink ? "differences across a kink" : "differences" };
};

/**
 * The true gradient of the mean loss at a free phase: through its formula, exactly, where the energy starts at one; else the
 * implicit gradient.
 */
export const truthAtFreePhase = (linalg: Linalg, energy: Energy, free: State): Truth => {
  if (energy.throughFreePhase === undefined) return implicitTruth(linalg, energy, free);
  const gradient = zeroParameters(linalg, energy.layout);
  energy.throughFreePhase(gradient);
  linalg.scale(1 / free[0]!.rows, gradient.all, gradient.all);
  return { gradient, by: "free phase" };
};

/** All entries of a state as one vector. */
const join = (linalg: Linalg, state: readonly Matrix[]): Float64Array => {
  const vector = new Float64Array(state.reduce((size, { rows, columns }) => size + rows * columns, 0));
  let at = 0;
  for (const x of state) {
    vector.set(linalg.values(x), at);
    at += x.rows * x.columns;
  }
  return vector;
};

const split = (linalg: Linalg, vector: Float64Array, state: readonly Matrix[]): void => {
  let at = 0;
  for (const x of state) {
    const values = linalg.values(x);
    values.set(vector.subarray(at, at + values.length));
    at += values.length;
  }
};
