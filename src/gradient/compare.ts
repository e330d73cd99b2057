import type { Linalg, Matrix, PairSums } from "../linalg/linalg.ts";
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

const nothing: PairSums = { product: 0, xSquares: 0, ySquares: 0, differenceSquares: 0 };

/** The sums that go on with these matrices of an estimate and of the truth, entry after entry. */
const continued = (
  linalg: Linalg,
  sums: PairSums,
  estimate: readonly Matrix[],
  truth: readonly Matrix[],
): PairSums => estimate.reduce((before, x, i) => linalg.pairSums(x, truth[i]!, before), sums);

const comparisonOf = ({ product, xSquares, ySquares, differenceSquares }: PairSums): Comparison => ({
  distance: Math.sqrt(differenceSquares),
  relativeDistance: Math.sqrt(differenceSquares / ySquares),
  // Rounding of the three sums can take it past 1 by a few units in the last place.
  cosine: Math.min(1, Math.max(-1, product / (Math.sqrt(xSquares) * Math.sqrt(ySquares)))),
  normRatio: Math.sqrt(xSquares / ySquares),
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
