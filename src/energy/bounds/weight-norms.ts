import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import type { Incoming } from "../../network/network.ts";
import { unitsOf, unitsOfChannel } from "../../network/shape.ts";

/** Bounds of the norms of a map c C. */
export interface MapNorms {
  /** Of its spectral norm ‖c C‖. */
  readonly whole: number;
  /** For each unit of the target, of the norm of what it sums with. */
  readonly units: Float64Array;
}

/**
 * The norms of a map: of a dense one from its weights; of a convolution each channel's kernel, and `‖C‖ ≤ √(‖C‖₁ ‖C‖_∞)`; averages and
 * skips have at most 1. `tight`: worth a product of the weights.
 */
export const mapNorms = (
  linalg: Linalg,
  { map, scale }: Incoming,
  weights: Matrix | null,
  tight: boolean,
): MapNorms => {
  const size = Math.abs(scale);
  const units = unitsOf(map.target);
  if (weights === null) {
    const each = map.window === null ? 1 : 1 / map.window.size;
    return { whole: size, units: new Float64Array(units).fill(size * each) };
  }
  if (map.window === null) return denseNorms(linalg, weights, size, tight);
  const each = unitsOfChannel(map.target);
  const kernels = kernelNorms(linalg.values(weights), map.target[0], map.source[0]);
  const norms = new Float64Array(units);
  kernels.channels.forEach((norm, channel) => {
    norms.fill(size * norm, channel * each, (channel + 1) * each);
  });
  return { whole: size * kernels.whole, units: norms };
};

/** Weights [fan-in, fan-out]: the smallest of Frobenius' norm, √(‖W‖₁ ‖W‖_∞) and, where it is to be tight, Schatten's (Σ σ⁸)^{1/8}. */
const denseNorms = (linalg: Linalg, matrix: Matrix, size: number, tight: boolean): MapNorms => {
  const units = new Float64Array(matrix.columns);
  const columnSums = new Float64Array(matrix.columns);
  const rowSum = entrySums(linalg.values(matrix), matrix.rows, units, columnSums);
  let [squares, columnSum] = [0, 0];
  for (let j = 0; j < units.length; j++) {
    squares += units[j]!;
    columnSum = Math.max(columnSum, columnSums[j]!);
    units[j] = size * Math.sqrt(units[j]!);
  }
  const whole = Math.min(Math.sqrt(squares), Math.sqrt(rowSum * columnSum));
  return { whole: size * (tight ? Math.min(whole, schatten(linalg, matrix)) : whole), units };
};

/**
 * Adds each column's Σ w² and Σ |w|; returns the largest Σ |w| of a row. A function of its own, since V8 compiles a long loop while it runs,
 * and would throw that away each time for what comes after the loop and has not been seen.
 */
const entrySums = (
  values: ArrayLike<number>,
  rows: number,
  squares: Float64Array,
  columnSums: Float64Array,
): number => {
  const columns = squares.length;
  let rowSum = 0;
  for (let i = 0, k = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < columns; j++, k++) {
      const value = values[k]!;
      squares[j]! += value * value;
      columnSums[j]! += Math.abs(value);
      sum += Math.abs(value);
    }
    rowSum = Math.max(rowSum, sum);
  }
  return rowSum;
};

/** Kernels [out, in, height, width]: the norm of each, and √(‖C‖₁ ‖C‖_∞). */
const kernelNorms = (values: ArrayLike<number>, out: number, into: number) => {
  const each = values.length / out;
  const inner = each / into;
  const squares = new Float64Array(out);
  const byTarget = new Float64Array(out);
  const bySource = new Float64Array(into);
  for (let target = 0, k = 0; target < out; target++) {
    for (let source = 0; source < into; source++) {
      for (const end = k + inner; k < end; k++) {
        const value = Math.abs(values[k]!);
        squares[target]! += value * value;
        byTarget[target]! += value;
        bySource[source]! += value;
      }
    }
  }
  return {
    whole: Math.sqrt(Math.max(...byTarget) * Math.max(...bySource)),
    channels: squares.map(Math.sqrt),
  };
};

/** (Σ σ⁸)^{1/8} = ‖(WᵀW)²‖^{1/4}, rounded up. */
const schatten = (linalg: Linalg, matrix: Matrix): number =>
  linalg.scope(() => {
    const n = matrix.columns;
    const [gram, fourth] = [linalg.matrix(n, n), linalg.matrix(n, n)];
    linalg.gram(matrix, linalg.pack(matrix), gram);
    linalg.accumulateProduct(gram, linalg.pack(gram), fourth);
    let sum = 0;
    for (const value of linalg.values(fourth)) sum += value * value;
    return Math.sqrt(Math.sqrt(Math.sqrt(sum))) * (1 + roundingUp[linalg.precision]);
  });

const roundingUp = { float64: 1e-12, float32: 1e-4 };
