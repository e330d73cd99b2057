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

/** The sums over the entries a of an estimate and b of the truth that a comparison is made of. */
interface Sums {
  readonly product: number;
  readonly estimateSquares: number;
  readonly truthSquares: number;
  readonly differenceSquares: number;
}

const nothing: Sums = { product: 0, estimateSquares: 0, truthSquares: 0, differenceSquares: 0 };

/** The sums that go on with these matrices, entry after entry. */
const continued = (
  linalg: Linalg,
  sums: Sums,
  estimate: readonly Matrix[],
  truth: readonly Matrix[],
): Sums => {
  let { product, estimateSquares, truthSquares, differenceSquares } = sums;
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
  return { product, estimateSquares, truthSquares, differenceSquares };
};

const comparisonOf = ({ product, estimateSquares, truthSquares, differenceSquares }: Sums): Comparison => ({
  distance: Math.sqrt(differenceSquares),
  relativeDistance: Math.sqrt(differenceSquares / truthSquares),
  // Rounding of the three sums can take it past 1 by a few units in the last place.
  cosine: Math.min(1, Math.max(-1, product / (Math.sqrt(estimateSquares) * Math.sqrt(truthSquares)))),
  normRatio: Math.sqrt(estimateSquares / truthSquares),
});

/** Compares two vectors; relative distance and cosine are NaN when the truth, or the estimate, is 0. */
export const compareVectors = (
  linalg: Linalg,
  estimate: readonly Matrix[],
  truth: readonly Matrix[],
): Comparison => comparisonOf(continued(linalg, nothing, estimate, truth));

/** Over all weights and biases as one vector. */
export const compareGradients = (linalg: Linalg, estimate: Parameters, truth: Parameters): Comparison =>
  compareVectors(linalg, [estimate.all], [truth.all]);

/** For each layer l = 1 … L: over the weights of its connections and its bias. */
export const compareLayers = (linalg: Linalg, estimate: Parameters, truth: Parameters): Comparison[] =>
  estimate.layers.map((layer, i) => compareVectors(linalg, matricesOf(layer), matricesOf(truth.layers[i]!)));

/** Both: the sums over all begin with those over the first layer, which on images is nearly all. */
export const compareWholly = (
  linalg: Linalg,
  estimate: Parameters,
  truth: Parameters,
): { readonly whole: Comparison; readonly layers: readonly Comparison[] } => {
  let whole = nothing;
  const layers = estimate.layers.map((layer, i) => {
    const pair = [matricesOf(layer), matricesOf(truth.layers[i]!)] as const;
    whole = continued(linalg, whole, ...pair);
    return comparisonOf(i === 0 ? whole : continued(linalg, nothing, ...pair));
  });
  return { whole: comparisonOf(continued(linalg, whole, estimate.others, truth.others)), layers };
};
