import { complexMatrix, type Scalar, unpaired } from "../linalg/complex.ts";
import type { Complex, Linalg, Matrix } from "../linalg/linalg.ts";
import { outerProducts } from "../network/backprop.ts";
import { type Parameters, zeroParameters } from "../network/network.ts";
import type { Iteration } from "./iteration.ts";
import { rowDistances } from "./row-distances.ts";
import type { State } from "./state.ts";

/** A real function of the parameters, continued to complex activities: its parameter gradient has two parts. */
export interface ComplexParameters {
  readonly re: Parameters;
  readonly im: Parameters;
}

/** An energy continued holomorphically to complex activities and a complex λ (Laborieux & Zenke 2022). */
export interface HolomorphicEnergy {
  /** A map whose fixed points are the stationary points; its coordinates are `re, im` of each layer in turn. */
  readonly iteration: (free: State, lambda: Scalar) => Iteration;
  /** ∂F/∂θ at a state of the iteration, summed over the batch. */
  readonly parameterGradient: (state: readonly Complex[], lambda: Scalar) => ComplexParameters;
}

/** The complex matrix with these real numbers. */
export const asComplex = (linalg: Linalg, re: Matrix): Complex => ({
  re,
  im: linalg.matrix(re.rows, re.columns),
});

/** An iteration in complex coordinates, given its map in complex form. */
export const complexIteration = (
  linalg: Linalg,
  coordinates: readonly Complex[],
  apply: (out: readonly Complex[]) => void,
  state: () => readonly Complex[],
): Iteration => {
  const image = coordinates.map(({ re }) => complexMatrix(linalg, re.rows, re.columns));
  const flat = unpaired(coordinates);
  return {
    coordinates: flat,
    apply: (out) => {
      apply(image);
      unpaired(image).forEach((matrix, i) => {
        linalg.copy(matrix, out[i]!);
      });
    },
    residuals: () =>
      rowDistances(
        linalg,
        unpaired(image),
        flat,
        flat.map(() => 1),
      ),
    state: () => unpaired(state()),
    restrict: null,
    kinks: null,
  };
};

/** Complex `x_lᵀ signal_{l+1}` and Σ signal_{l+1}, summed over the batch. */
export const complexOuterProducts = (
  linalg: Linalg,
  sizes: readonly number[],
  layers: readonly Complex[],
  signals: readonly Complex[],
): ComplexParameters => {
  const part = (x: "re" | "im", s: "re" | "im"): Parameters => {
    const gradient = zeroParameters(linalg, sizes);
    outerProducts(
      linalg,
      layers.map((layer) => layer[x]),
      signals.map((signal) => signal[s]),
      gradient,
    );
    return gradient;
  };
  const [re, imIm, im, imRe] = [part("re", "re"), part("im", "im"), part("re", "im"), part("im", "re")];
  // Biases have the constant layer 1, whose imaginary part is 0.
  for (const bias of [...imIm.biases, ...imRe.biases]) linalg.values(bias).fill(0);
  linalg.addScaled(-1, imIm.all, re.all);
  linalg.addScaled(1, imRe.all, im.all);
  return { re, im };
};
