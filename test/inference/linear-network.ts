// The linear predictive-coding network without biases in closed form (Millidge et al. 2022, here for any λ and precisions).
//
// With P_l = W_l W_{l+1} … W_{L−1} [n_l, n_L], the output at hidden errors e is o = ō + Σ_l e_l P_l. A stationary point has
// e_l = −(λ/π_l) δ P_lᵀ with δ = o − T, so that δ = r (I + λM)⁻¹, r = ō − T, M = Σ_l P_lᵀ P_l / π_l, and F = ½ λ δ·r.
import type { PlainNetwork, PlainSample } from "../network/plain.ts";

type Table = number[][];

export const transpose = (a: Table): Table => a[0]!.map((_, j) => a.map((row) => row[j]!));

export const multiply = (a: Table, b: Table): Table =>
  a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));

const scale = (factor: number, a: Table): Table => a.map((row) => row.map((value) => factor * value));

const add = (a: Table, b: Table): Table => a.map((row, i) => row.map((value, j) => value + b[i]![j]!));

const identity = (n: number): Table =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => Number(i === j)));

/** Solves x a = b for the row vector x, by elimination with pivoting. */
const solveRow = (a: Table, b: readonly number[]): number[] => {
  const n = b.length;
  const rows = transpose(a).map((row, i) => [...row, b[i]!]);
  for (let i = 0; i < n; i++) {
    const pivot = rows
      .slice(i)
      .reduce((best, row, k) => (Math.abs(row[i]!) > Math.abs(rows[best]![i]!) ? i + k : best), i);
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    for (let k = i + 1; k < n; k++) {
      const factor = rows[k]![i]! / rows[i]![i]!;
      rows[k] = rows[k]!.map((value, j) => value - factor * rows[i]![j]!);
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    const known = x.reduce((sum, value, j) => (j > i ? sum + rows[i]![j]! * value : sum), 0);
    x[i] = (rows[i]![n]! - known) / rows[i]![i]!;
  }
  return x;
};

/** Largest eigenvalue of a symmetric positive matrix, by repeated squaring of a power. */
export const largestEigenvalue = (a: Table): number => {
  let power = a;
  for (let i = 0; i < 12; i++) {
    const size = Math.max(...power.flat().map(Math.abs));
    power = multiply(scale(1 / size, power), scale(1 / size, power));
  }
  const columns = transpose(power);
  const lengths = columns.map((one) => Math.hypot(...one));
  const column = columns[lengths.indexOf(Math.max(...lengths))]!;
  const image = multiply([column], a)[0]!;
  return (
    image.reduce((sum, value, i) => sum + value * column[i]!, 0) /
    column.reduce((sum, value) => sum + value ** 2, 0)
  );
};

/** P_1 … P_{L−1}. */
const products = ({ weights }: PlainNetwork): Table[] => {
  const found: Table[] = [];
  let product = identity(weights.at(-1)![0]!.length);
  for (let l = weights.length - 1; l >= 1; l--) {
    product = multiply(
      weights[l]!.map((row) => [...row]),
      product,
    );
    found.unshift(product);
  }
  return found;
};

/** M = Σ_l P_lᵀ P_l / π_l. */
export const feedbackMatrix = (network: PlainNetwork): Table =>
  products(network)
    .map((p, l) => scale(1 / network.precisions[l]!, multiply(transpose(p), p)))
    .reduce(add);

export interface LinearEquilibrium {
  readonly state: number[][];
  /** δ = o − T. */
  readonly outputError: number[];
  /** F = I + λL. */
  readonly total: number;
  /** (1/λ) ∂F/∂W_l. */
  readonly weightGradients: Table[];
  /** (1/λ) ∂F/∂b_l. */
  readonly biasGradients: number[][];
}

export const linearEquilibrium = (
  network: PlainNetwork,
  sample: PlainSample,
  lambda: number,
): LinearEquilibrium => {
  const weights = network.weights.map((w) => w.map((row) => [...row]));
  const output = weights.reduce((x, w) => multiply(x, w), [[...sample.input]])[0]!;
  const r = output.map((value, j) => value - sample.target[j]!);
  const system = add(identity(r.length), scale(lambda, feedbackMatrix(network)));
  const delta = solveRow(system, r);
  /** (1/λ) ∂F/∂a_l = δ P_lᵀ for l = 1 … L, with P_L = 1. */
  const signals = [...products(network).map((p) => multiply([delta], transpose(p))[0]!), delta];
  const state: number[][] = [];
  weights.slice(0, -1).forEach((w, l) => {
    const prediction = multiply([l === 0 ? [...sample.input] : state[l - 1]!], w)[0]!;
    state.push(prediction.map((value, i) => value - (lambda / network.precisions[l]!) * signals[l]![i]!));
  });
  const below = [[...sample.input], ...state];
  return {
    state,
    outputError: delta,
    total: (lambda / 2) * delta.reduce((sum, value, j) => sum + value * r[j]!, 0),
    weightGradients: below.map((x, l) => x.map((value) => signals[l]!.map((s) => value * s))),
    biasGradients: signals,
  };
};

/** ∂²F/∂x² of the linear network with squared error; it does not depend on the state. */
export const linearHessian = (network: PlainNetwork, lambda: number): Table => {
  const hidden = network.weights.slice(1).map((w) => w.length);
  const offsets = hidden.map((_, l) => hidden.slice(0, l).reduce((sum, n) => sum + n, 0));
  const size = hidden.reduce((sum, n) => sum + n, 0);
  const hessian: Table = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  hidden.forEach((n, l) => {
    const w = network.weights[l + 1]!.map((row) => [...row]);
    const last = l === hidden.length - 1;
    const strength = last ? lambda : network.precisions[l + 1]!;
    const gram = multiply(w, transpose(w));
    for (let i = 0; i < n; i++) {
      hessian[offsets[l]! + i]![offsets[l]! + i]! += network.precisions[l]!;
      for (let j = 0; j < n; j++) hessian[offsets[l]! + i]![offsets[l]! + j]! += strength * gram[i]![j]!;
      if (last) continue;
      w[i]!.forEach((weight, j) => {
        hessian[offsets[l]! + i]![offsets[l + 1]! + j] = -strength * weight;
        hessian[offsets[l + 1]! + j]![offsets[l]! + i] = -strength * weight;
      });
    }
  });
  return hessian;
};
