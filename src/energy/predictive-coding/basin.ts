import type { Linalg, LossKind, Matrix } from "../../linalg/linalg.ts";
import { activations } from "../../network/activation.ts";
import { notInARow } from "../../network/in-a-row.ts";
import type { Incoming } from "../../network/network.ts";
import type { Wiring } from "../../network/wiring.ts";
import type { Basin } from "../basin.ts";
import { slopeBounds } from "./slope-bounds.ts";
import { isSmooth, smoothNorms } from "./smooth-norms.ts";
import { matrixNorms, type Scaled } from "./weight-norms.ts";

/** Largest curvature of L in the output, and a bound of ‖∂L/∂o‖ where there is one. */
const lossBounds: Readonly<Record<LossKind, { readonly curvature: number; readonly slope: number }>> = {
  "squared-error": { curvature: 1, slope: Number.POSITIVE_INFINITY },
  "cross-entropy": { curvature: 0.5, slope: Math.SQRT2 },
};

/** Where an iteration of predictive coding stands. */
export interface CodingPosition {
  /** `a_1 … a_L`. */
  readonly preactivations: readonly Matrix[];
  /** `e_1 … e_{L−1}`. */
  readonly errors: readonly Matrix[];
  readonly target: Matrix;
}

interface Norms {
  /** Bounds of ‖∂a_l/∂e‖ for each unit of layer l; empty for layer 1, which nothing moves. */
  readonly reach: readonly Float64Array[];
  /** Bounds of ‖d(∂L/∂x_l)/de‖ for each unit, the kinks above staying as they are. */
  readonly pull: readonly Float64Array[];
  /** Bound of ‖∂o/∂e‖, and of the second derivative of o. */
  readonly output: number;
  readonly bend: number;
}

/**
 * The basins of predictive coding in error coordinates, where `F(e) = ½ Σ π_l ‖e_l‖² + λ L(o(e))` with L convex in o. In a cell of
 * ReLU or linear networks o is affine in e, so F has the modulus min π for λ ≥ 0 and at least `min π − |λ| L″ ‖∂o/∂e‖²` for
 * λ < 0; curved activations take `|λ| ‖∂L/∂o‖ ‖∂²o/∂e²‖` more. With `‖∂x_l/∂e‖² ≤ 1 + (‖f′‖ ‖W_{l−1}‖ ‖∂x_{l−1}/∂e‖)²` all of these follow from
 * norms of the weights. The kink of a unit is convex where its error, −λ/π ∂L/∂x_l, is negative. Null where layers with kinks are
 * not dense and in a row: nothing is proven there.
 */
export const predictiveCodingBasin = (
  linalg: Linalg,
  problem: { readonly wiring: Wiring; readonly precisions: readonly number[]; readonly loss: LossKind },
  lambda: number,
  { preactivations, errors, target }: CodingPosition,
): Basin | null => {
  const { wiring, precisions, loss } = problem;
  const weights = denseWeights(wiring);
  if (weights === null && !isSmooth(wiring)) return null;
  const hidden = wiring.layers.slice(0, -1).map(({ activation }) => slopeBounds[activation]);
  const curved =
    hidden.some(({ bend }) => bend > 0) ||
    wiring.layers.some(({ incoming }) => incoming.some(({ before }) => slopeBounds[before].bend > 0));
  const curvature = lossBounds[loss].curvature;
  const lowest = precisions.reduce((least, precision) => Math.min(least, precision));
  const highest = precisions.reduce((most, precision) => Math.max(most, precision));
  let known: Norms | null = null;
  const norms = (): Norms => {
    // Where F need not be convex the bounds had better be tight.
    known ??=
      weights === null
        ? { ...smoothNorms(linalg, wiring), reach: [], pull: [] }
        : normsOf(linalg, weights, hidden, curvature, lambda < 0 || curved);
    return known;
  };
  const output = preactivations.at(-1)!;

  /** ‖∂L/∂o‖ of one sample. */
  const lossSlope = (row: number): number =>
    linalg.scope(() => {
      const error = linalg.matrix(output.rows, output.columns);
      linalg.outputError(loss, output, target, error);
      const values = linalg.values(error);
      let sum = 0;
      for (let k = row * error.columns; k < (row + 1) * error.columns; k++) sum += values[k]! * values[k]!;
      return Math.sqrt(sum);
    });

  const convexity = (row: number, radius: number): number => {
    if (lambda >= 0 && !curved) return lowest;
    const { output: reach, bend } = norms();
    const fromLoss = lambda < 0 ? curvature * reach * reach : 0;
    if (!curved) return lowest + lambda * fromLoss;
    const slope = Math.min(lossBounds[loss].slope, lossSlope(row) + curvature * reach * radius);
    return lowest - Math.abs(lambda) * (fromLoss + slope * bend);
  };

  /** The units of layer l that a sample may take across their kinks within the radius. */
  const within = (row: number, radius: number, l: number): number[] => {
    const layer = wiring.layers[l - 1]!;
    if (activations[layer.activation].kink === null || l === 1) return [];
    const reach = norms().reach[l - 1]!;
    const a = linalg.values(preactivations[l - 1]!);
    const met: number[] = [];
    for (let unit = 0; unit < reach.length; unit++) {
      if (Math.abs(a[row * reach.length + unit]!) <= reach[unit]! * radius) met.push(unit);
    }
    return met;
  };

  const encloses = (row: number, radius: number): boolean => {
    for (let l = wiring.layers.length - 1; l > 1; l--) {
      const met = within(row, radius, l);
      if (met.length === 0) continue;
      const pull = norms().pull[l - 1]!;
      const e = linalg.values(errors[l - 1]!);
      const allConvex = met.every(
        (unit) =>
          -precisions[l - 1]! * e[row * pull.length + unit]! > Math.abs(lambda) * pull[unit]! * radius,
      );
      if (!allConvex) return false;
      // Below a unit that may take either slope the bounds of the pull hold no more.
      for (let below = l - 1; below > 1; below--) if (within(row, radius, below).length > 0) return false;
      return true;
    }
    return true;
  };

  const energies = (): Float64Array =>
    linalg.scope(() => {
      const losses = linalg.matrix(output.rows, 1);
      linalg.lossPerRow(loss, output, target, losses);
      const total = Float64Array.from(linalg.values(losses), (value) => lambda * value);
      errors.forEach((error, i) => {
        const values = linalg.values(error);
        for (let row = 0, k = 0; row < error.rows; row++) {
          let sum = 0;
          for (const end = k + error.columns; k < end; k++) sum += values[k]! * values[k]!;
          total[row]! += 0.5 * precisions[i]! * sum;
        }
      });
      return total;
    });

  return { stiffness: highest, precisions, energies, convexity, encloses };
};

/** The weights of layers that are dense and in a row, with their scales; null for another wiring. */
const denseWeights = ({ network, parameters }: Wiring): readonly Scaled[] | null => {
  if (notInARow(network) !== null) return null;
  const scaled = network.layers.map(({ incoming }, l) => {
    const [{ map, scale }] = incoming as [Incoming];
    return map.kind === "dense"
      ? { matrix: parameters.layers[l]!.weights[0]!, scale: Math.abs(scale) }
      : null;
  });
  return scaled.every((each) => each !== null) ? scaled : null;
};

const normsOf = (
  linalg: Linalg,
  weights: readonly Scaled[],
  hidden: readonly { readonly slope: number; readonly bend: number }[],
  curvature: number,
  tight: boolean,
): Norms => {
  const layers = weights.length;
  const measured = weights.map((w, l) => (l === 0 ? null : matrixNorms(linalg, w, tight)));
  /** ‖∂x_l/∂e‖ and ‖∂²x_l/∂e²‖, l = 1 … L − 1, the last entry being the output. */
  const first = [1];
  const second = [0];
  const reach: Float64Array[] = [new Float64Array()];
  for (let l = 1; l < layers; l++) {
    const { whole, columns } = measured[l]!;
    const moved = whole * first[l - 1]!;
    if (l < layers - 1) {
      const { slope, bend } = hidden[l]!;
      reach.push(columns.map((norm) => norm * first[l - 1]!));
      first.push(Math.sqrt(1 + slope * slope * moved * moved));
      second.push(slope * whole * second[l - 1]! + bend * moved * moved);
    } else {
      first.push(moved);
      second.push(whole * second[l - 1]!);
    }
  }
  const output = first.at(-1)!;
  const pull: Float64Array[] = [];
  let above = curvature * output;
  for (let l = layers - 1; l >= 1; l--) {
    const { whole, rows } = measured[l]!;
    pull.unshift(rows.map((norm) => norm * above));
    above *= (hidden[l - 1]?.slope ?? 1) * whole;
  }
  return { reach, pull, output, bend: second.at(-1)! };
};
