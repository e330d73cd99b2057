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

/** The same points make two quotients of second order, over ±h and ±2h: what they are apart. */
const apart: Readonly<Record<number, number>> = { [-2]: -0.25, [-1]: 0.5, 1: -0.5, 2: 0.25 };
/** A smooth function's quotients are apart by ½ f‴ h²; a kink between the points makes it a part of f′ itself. */
const rough = 32;

const largestEntry = (linalg: Linalg, direction: State): number => {
  let most = 0;
  for (const matrix of direction)
    for (const value of linalg.values(matrix)) most = Math.max(most, Math.abs(value));
  return most;
};

/** What a difference quotient met on its way. */
export interface Quotient {
  /** Whether a kink lies between the points, as far as it shows: what is smooth can't have bent so much. */
  readonly acrossKink: boolean;
}

/**
 * `out = Σ weight · of(state + t·direction)` over the points of the stencil, the weights with the 1/h. `of` fills `values`, one
 * matrix for each of `out`.
 */
const quotient = (
  linalg: Linalg,
  { state, direction }: { readonly state: State; readonly direction: State },
  of: (shifted: State, values: readonly Matrix[]) => void,
  out: readonly Matrix[],
): Quotient => {
  for (const matrix of out) linalg.values(matrix).fill(0);
  const size = largestEntry(linalg, direction);
  if (size === 0) return { acrossKink: false };
  const like = (): Matrix[] => out.map((x) => linalg.matrix(x.rows, x.columns));
  const [values, difference] = [like(), like()];
  const h = step[linalg.precision] / size;
  const shifted = state.map((x) => linalg.matrix(x.rows, x.columns));
  for (const [at, weight] of stencil) {
    state.forEach((x, l) => {
      linalg.combine(1, x, at * h, direction[l]!, shifted[l]!);
    });
    of(shifted, values);
    values.forEach((value, l) => {
      linalg.addScaled(weight / h, value, out[l]!);
      linalg.addScaled(apart[at]! / h, value, difference[l]!);
    });
  }
  const tolerance = rough * step[linalg.precision] ** 2;
  return { acrossKink: largestEntry(linalg, difference) > tolerance * largestEntry(linalg, out) };
};

/** `out = (∂²F/∂x²) v` for v in the directions of the state, by differences of the force. Any smooth energy. */
export const hessianTimes = (
  linalg: Linalg,
  energy: Energy,
  state: State,
  nudge: Nudge,
  direction: State,
  out: readonly Matrix[],
): Quotient =>
  linalg.scope(() => {
    const found = quotient(
      linalg,
      { state, direction },
      (shifted, force) => energy.force(shifted, nudge, force),
      out,
    );
    for (const matrix of out) linalg.scale(-1, matrix, matrix);
    return found;
  });

/** `(∂²F/∂θ∂x) v`, summed over the batch: how the parameter gradient changes as the state moves along v. */
export const mixedDerivative = (
  linalg: Linalg,
  energy: Energy,
  state: State,
  nudge: Nudge,
  direction: State,
): Quotient & { readonly derivative: Parameters } => {
  const derivative = zeroParameters(linalg, energy.layout);
  return linalg.scope(() => {
    const gradient = zeroParameters(linalg, energy.layout);
    const found = quotient(
      linalg,
      { state, direction },
      (shifted, [value]) => {
        energy.parameterGradient(shifted, nudge, gradient);
        linalg.copy(gradient.all, value!);
      },
      [derivative.all],
    );
    return { ...found, derivative };
  });
};
