import { complexMatrix, type Scalar, unpaired } from "../linalg/complex.ts";
import type { Complex, Linalg, Matrix } from "../linalg/linalg.ts";
import { requireAbility } from "../network/activation.ts";
import type { Network } from "../network/network.ts";
import type { ComplexParameters } from "./complex-wiring.ts";
import type { Iteration } from "./iteration.ts";
import { rowDistances } from "./row-distances.ts";
import type { State } from "./state.ts";

/** An energy continued holomorphically to complex activities and a complex λ (Laborieux & Zenke 2022). */
export interface HolomorphicEnergy {
  /** A map whose fixed points are the stationary points; its coordinates are `re, im` of each layer in turn. */
  readonly iteration: (free: State, lambda: Scalar) => Iteration;
  /** ∂F/∂θ at a state of the iteration, summed over the batch. */
  readonly parameterGradient: (state: readonly Complex[], lambda: Scalar) => ComplexParameters;
}

/** Throws `UserError` (usage) unless every activation of the network has a holomorphic continuation. */
export const requireHolomorphic = ({ layers, activation }: Network): void => {
  const kinds = layers.flatMap((layer) => [layer.activation, ...layer.incoming.map(({ before }) => before)]);
  for (const kind of new Set([activation, ...kinds]))
    requireAbility(kind, "holomorphic", "holomorphic nudging");
};

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
    place: () => {
      throw new Error("a complex iteration begins at its free phase");
    },
    known: () => null,
    basin: null,
    kinks: null,
  };
};
