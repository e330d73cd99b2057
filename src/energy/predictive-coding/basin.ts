import type { Linalg, LossKind, Matrix } from "../../linalg/linalg.ts";
import { type ActivationKind, activations } from "../../network/activation.ts";
import type { Basin } from "../basin.ts";
import type { PredictiveCodingProblem } from "./problem.ts";

/** sup |f′|, and sup |f″| away from kinks, rounded up. */
const bounds: Readonly<Record<ActivationKind, { readonly slope: number; readonly bend: number }>> = {
  relu: { slope: 1, bend: 0 },
  "leaky-relu": { slope: 1, bend: 0 },
  linear: { slope: 1, bend: 0 },
  // 4 / (3√3) and 1 / (6√3).
  tanh: { slope: 1, bend: 0.77 },
  sigmoid: { slope: 0.25, bend: 0.097 },
  softplus: { slope: 1, bend: 0.25 },
  // f″(0) = √(2/π); f′ is largest at √2.
  gelu: { slope: 1.13, bend: 0.798 },
  silu: { slope: 1.1, bend: 0.5 },
  elu: { slope: 1, bend: 1 },
};

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
  /** Bounds of ‖∂a_l/∂e‖ for each unit of layer l = 2 … L − 1. */
  readonly reach: readonly Float64Array[];
  /** Bounds of ‖d(∂L/∂x_l)/de‖ for each unit of these layers, the kinks above staying as they are. */
  readonly pull: readonly Float64Array[];
  /** Bound of ‖∂o/∂e‖, and of the second derivative of o. */
  readonly output: number;
  readonly bend: number;
}

/**
 * The basins of predictive coding in error coordinates, where `F(e) = ½ Σ π_l ‖e_l‖² + λ L(o(e))` with L convex in o. In a cell of
 * ReLU or linear networks o is affine in e, so F has the modulus min π for λ ≥ 0 and at least `min π − |λ| L″ ‖∂o/∂e‖²` for
 * λ < 0; curved activations take `|λ| ‖∂L/∂o‖ ‖∂²o/∂e²‖` more. With `‖∂x_l/∂e‖² ≤ 1 + (‖f′‖ ‖W_{l−1}‖ ‖∂x_{l−1}/∂e‖)²` all of these follow from
 * norms of the weights. The kink of a unit is convex where its error, −λ/π ∂L/∂x_l, is negative.
 */
export const predictiveCodingBasin = (
  linalg: Linalg,
  problem: Pick<PredictiveCodingProblem, "network" | "parameters" | "precisions" | "loss">,
  lambda: number,
  { preactivations, errors, target }: CodingPosition,
): Basin => {
  const { network, parameters, precisions, loss } = problem;
  const bound = bounds[network.activation];
  const curvature = lossBounds[loss].curvature;
  const lowest = precisions.reduce((least, precision) => Math.min(least, precision));
  let known: Norms | null = null;
  // Where F need not be convex the bounds had better be tight.
  const tight = lambda < 0 || bound.bend > 0;
  const norms = (): Norms => {
    known ??= normsOf(linalg, parameters.weights, bound, curvature, tight);
    return known;
  };
  const output = preactivations.at(-1)!;

  const convexity = (row: number, radius: number): number => {
    if (lambda >= 0 && bound.bend === 0) return lowest;
    const { output: reach, bend } = norms();
    const fromLoss = lambda < 0 ? curvature * reach * reach : 0;
    const slope =
      bend === 0 ? 0 : Math.min(lossBounds[loss].slope, lossSlope(row) + curvature * reach * radius);
    return lowest - Math.abs(lambda) * (fromLoss + (bend === 0 ? 0 : slope * bend));
  };

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

  const encloses = (row: number, radius: number): boolean => {
    if (activations[network.activation].kink === null) return true;
    const { reach, pull } = norms();
    for (let site = reach.length - 1; site >= 0; site--) {
      const width = reach[site]!.length;
      const from = row * width;
      const a = linalg.values(preactivations[site + 1]!);
      const e = linalg.values(errors[site + 1]!);
      let met = false;
      for (let unit = 0; unit < width; unit++) {
        if (Math.abs(a[from + unit]!) > reach[site]![unit]! * radius) continue;
        met = true;
        const convex = -precisions[site + 1]! * e[from + unit]!;
        if (!(convex > Math.abs(lambda) * pull[site]![unit]! * radius)) return false;
      }
      // Below a unit that may take either slope the bounds of the pull hold no more.
      if (met) return site === 0 || clear(row, radius, site - 1);
    }
    return true;
  };

  /** Whether no kink of the layers up to a site is within reach. */
  const clear = (row: number, radius: number, top: number): boolean => {
    const { reach } = norms();
    for (let site = top; site >= 0; site--) {
      const width = reach[site]!.length;
      const a = linalg.values(preactivations[site + 1]!);
      for (let unit = 0; unit < width; unit++) {
        if (Math.abs(a[row * width + unit]!) <= reach[site]![unit]! * radius) return false;
      }
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

  const highest = precisions.reduce((most, precision) => Math.max(most, precision));
  return { stiffness: highest, energies, convexity, encloses };
};

const normsOf = (
  linalg: Linalg,
  weights: readonly Matrix[],
  { slope, bend }: { readonly slope: number; readonly bend: number },
  curvature: number,
  tight: boolean,
): Norms => {
  const layers = weights.length;
  const measured = weights.map((w, l) => (l === 0 ? null : matrixNorms(linalg, w, tight)));
  /** ‖∂x_l/∂e‖ and ‖∂²x_l/∂e²‖, l = 1 … L − 1, the last entry being the output. */
  const first = [1];
  const second = [0];
  const reach: Float64Array[] = [];
  for (let l = 1; l < layers; l++) {
    const { whole, columns } = measured[l]!;
    const moved = whole * first[l - 1]!;
    if (l < layers - 1) {
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
  for (let l = layers - 1; l >= 2; l--) {
    const { whole, rows } = measured[l]!;
    pull.unshift(rows.map((norm) => norm * above));
    above *= slope * whole;
  }
  return { reach, pull, output, bend: second.at(-1)! };
};

/**
 * ‖w‖ of each row and column, and a bound of the spectral norm: the smallest of Frobenius' norm, √(‖W‖₁ ‖W‖_∞) and, where it has
 * to be tight, Schatten's (Σ σ⁸)^{1/8}.
 */
const matrixNorms = (linalg: Linalg, matrix: Matrix, tight: boolean) => {
  const values = linalg.values(matrix);
  const [rows, rowSums] = [new Float64Array(matrix.rows), new Float64Array(matrix.rows)];
  const [columns, columnSums] = [new Float64Array(matrix.columns), new Float64Array(matrix.columns)];
  let square = 0;
  for (let i = 0, k = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++, k++) {
      const value = values[k]!;
      rows[i]! += value * value;
      columns[j]! += value * value;
      rowSums[i]! += Math.abs(value);
      columnSums[j]! += Math.abs(value);
    }
    square += rows[i]!;
  }
  const largest = (sums: Float64Array): number => sums.reduce((most, sum) => Math.max(most, sum), 0);
  const whole = Math.min(Math.sqrt(square), Math.sqrt(largest(rowSums) * largest(columnSums)));
  return {
    rows: rows.map(Math.sqrt),
    columns: columns.map(Math.sqrt),
    whole: tight ? Math.min(whole, schatten(linalg, matrix)) : whole,
  };
};

/** (Σ σ⁸)^{1/8} = ‖(WᵀW)²‖^{1/4}, rounded up. */
const schatten = (linalg: Linalg, matrix: Matrix): number =>
  linalg.scope(() => {
    const n = matrix.columns;
    const [gram, fourth] = [linalg.matrix(n, n), linalg.matrix(n, n)];
    linalg.accumulateTransposedProduct(matrix, linalg.pack(matrix), gram);
    linalg.accumulateProduct(gram, linalg.pack(gram), fourth);
    let sum = 0;
    for (const value of linalg.values(fourth)) sum += value * value;
    return Math.sqrt(Math.sqrt(Math.sqrt(sum))) * (1 + roundingUp[linalg.precision]);
  });

const roundingUp = { float64: 1e-12, float32: 1e-4 };
