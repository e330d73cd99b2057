import type { Energy } from "../energy/energy.ts";
import type { Nudge, State } from "../energy/state.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { type Parameters, zeroParameters } from "../network/parameters.ts";

/**
 * Largest displacement of an activity in the difference quotients: the fifth root of the rounding ε, where the error of the
 * formula, step⁴, and that of the subtraction, ε/step, balance at about 1e-12 and 1e-6.
 */
const step = { float64: 1e-3, float32: 3e-2 };

/** Weights of the five-point central difference `f′(0) ≈ Σ w_i f(i h) / h`, error O(h⁴). */
export const stencil = [
  [-2, 1 / 12],
  [-1, -2 / 3],
  [1, 2 / 3],
  [2, -1 / 12],
] as const;

const largestEntry = (linalg: Linalg, direction: State): number =>
  direction.reduce(
    (most, d) => Array.from(linalg.values(d)).reduce((m, v) => Math.max(m, Math.abs(v)), most),
    0,
  );

/** Calls `visit(weight, state + t·direction)` for the points of the stencil; the weights include the 1/h. */
const alongDirection = (
  linalg: Linalg,
  state: State,
  direction: State,
  visit: (weight: number, shifted: State) => void,
): void => {
  const size = largestEntry(linalg, direction);
  if (size === 0) return;
  const h = step[linalg.precision] / size;
  const shifted = state.map((x) => linalg.matrix(x.rows, x.columns));
  for (const [at, weight] of stencil) {
    state.forEach((x, l) => {
      linalg.combine(1, x, at * h, direction[l]!, shifted[l]!);
    });
    visit(weight / h, shifted);
  }
};

/** `out = (∂²F/∂x²) v` for v in the directions of the state, by differences of the force. Any smooth energy. */
export const hessianTimes = (
  linalg: Linalg,
  energy: Energy,
  state: State,
  nudge: Nudge,
  direction: State,
  out: readonly Matrix[],
): void =>
  linalg.scope(() => {
    const force = state.map((x) => linalg.matrix(x.rows, x.columns));
    for (const matrix of out) linalg.values(matrix).fill(0);
    alongDirection(linalg, state, direction, (weight, shifted) => {
      energy.force(shifted, nudge, force);
      force.forEach((f, l) => {
        linalg.addScaled(-weight, f, out[l]!);
      });
    });
  });

/** `(∂²F/∂θ∂x) v`, summed over the batch: how the parameter gradient changes as the state moves along v. */
export const mixedDerivative = (
  linalg: Linalg,
  energy: Energy,
  state: State,
  nudge: Nudge,
  direction: State,
): Parameters => {
  const result = zeroParameters(linalg, energy.layout);
  linalg.scope(() => {
    const gradient = zeroParameters(linalg, energy.layout);
    alongDirection(linalg, state, direction, (weight, shifted) => {
      energy.parameterGradient(shifted, nudge, gradient);
      linalg.addScaled(weight, gradient.all, result.all);
    });
  });
  return result;
};
