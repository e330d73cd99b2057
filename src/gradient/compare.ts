import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { matricesOf, type Parameters } from "../network/parameters.ts";

/** How far an estimate is from the true gradient; accumulated in float64 whatever the engine's precision. */
export interface Comparison {
  /** ‖estimate − truth‖, in units of the gradient. */
  readonly distance: number;
  /** ‖estimate − truth‖ / ‖truth‖, dimensionless. */
  readonly relativeDistance: number;
  /** estimate · truth / (‖estimate‖ ‖truth‖), dimensionless, from −1 to 1 (Eq. 23). */
  readonly cosine: number;
  /** ‖estimate‖ / ‖truth‖, dimensionless. */
  readonly normRatio: number;
}

/** Compares two vectors; relative distance and cosine are NaN when the truth, or the estimate, is 0. */
export const compareVectors = (
  linalg: Linalg,
  estimate: readonly Matrix[],
  truth: readonly Matrix[],
): Comparison => {
  let product = 0;
  let estimateSquares = 0;
  let truthSquares = 0;
  let differenceSquares = 0;
  for (let i = 0; i < estimate.length; i++) {
    const x = linalg.values(estimate[i]!);
    const y = linalg.values(truth[i]!);
    for (let k = 0; k < x.length; k++) {
      const a = x[k]!;
      const b = y[k]!;
      product += a * b;
      estimateSquares += a * a;
      truthSquares += b * b;
      differenceSquares += (a - b) * (a - b);
    }
  }
  return {
    distance: Math.sqrt(differenceSquares),
    relativeDistance: Math.sqrt(differenceSquares / truthSquares),
    // Rounding of the three sums can take it past 1 by a few units in the last place.
    cosine: Math.min(1, Math.max(-1, product / (Math.sqrt(estimateSquares) * Math.sqrt(truthSquares)))),
    normRatio: Math.sqrt(estimateSquares / truthSquares),
  };
};

/** Over all weights and biases as one vector. */
export const compareGradients = (linalg: Linalg, estimate: Parameters, truth: Parameters): Comparison =>
  compareVectors(linalg, [estimate.all], [truth.all]);

/** For each layer l = 1 … L: over the weights of its connections and its bias. */
export const compareLayers = (linalg: Linalg, estimate: Parameters, truth: Parameters): Comparison[] =>
  estimate.layers.map((layer, i) => compareVectors(linalg, matricesOf(layer), matricesOf(truth.layers[i]!)));
