import type { Linalg, Matrix } from "../../../linalg/linalg.ts";
import type { Parameters } from "../../../network/parameters.ts";
import { identity, plus, type Rows, solve } from "./linear-coding.ts";

/** A linear residual network with one sample: `x_1 = c_0 x_0 W_0`, `x_{l+1} = x_l + s x_l W_l`, `o = c x_H V`. */
export interface LinearResidual {
  readonly input: Float64Array;
  readonly target: Float64Array;
  /** W_0, the blocks', V; row after row. */
  readonly weights: readonly Float64Array[];
  /** c_0, s of each block, c. */
  readonly scales: readonly number[];
}

/** What the estimate of PC at its equilibrium is to the gradient of backprop. */
export interface LinearComparison {
  readonly relativeDistance: number;
  readonly cosine: number;
  /** trace M of `M = Σ_l P_lᵀ P_l`. */
  readonly trace: number;
}

/** x W, for W of as many rows as x has entries. */
const times = (x: Float64Array, w: Float64Array): Float64Array => {
  const columns = w.length / x.length;
  const y = new Float64Array(columns);
  for (let i = 0, k = 0; i < x.length; i++) {
    for (let j = 0; j < columns; j++, k++) y[j]! += x[i]! * w[k]!;
  }
  return y;
};

/** y Wᵀ. */
const timesTransposed = (y: Float64Array, w: Float64Array): Float64Array =>
  Float64Array.from({ length: w.length / y.length }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < y.length; j++) sum += y[j]! * w[i * y.length + j]!;
    return sum;
  });

const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);

/** x + factor y. */
const add = (x: Float64Array, factor: number, y: Float64Array): Float64Array =>
  x.map((value, i) => value + factor * y[i]!);

/**
 * The equilibrium in closed form: with P_l [n_l, n_L] the product of the maps from layer l to the output and `M = Σ_l P_lᵀ P_l`, the
 * output error there is `r (I + λM)⁻¹`, the errors `e_l = −λ r (I + λM)⁻¹ P_lᵀ`. Gradients are outer products, `s x_lᵀ δ_{l+1}`, so that
 * they are compared without being written down.
 */
export const linearComparison = (
  { input, target, weights, scales }: LinearResidual,
  lambda: number,
): LinearComparison => {
  const last = weights.length - 1;
  /** What goes up from layer l: through the first map, a block, or the last map. */
  const up = (x: Float64Array, l: number): Float64Array => {
    const image = times(x, weights[l]!).map((value) => scales[l]! * value);
    return l === 0 || l === last ? image : add(x, 1, image);
  };
  const down = (y: Float64Array, l: number): Float64Array => {
    const image = timesTransposed(y, weights[l]!).map((value) => scales[l]! * value);
    return l === last ? image : add(y, 1, image);
  };
  const free: Float64Array[] = [input];
  for (let l = 0; l < last; l++) free.push(up(free[l]!, l));
  const r = add(up(free[last]!, last), -1, target);

  /** `y P_lᵀ` for l = 1 … H. */
  const pulled = (y: Float64Array): Float64Array[] => {
    const errors: Float64Array[] = [];
    let signal = y;
    for (let l = last; l >= 1; l--) {
      signal = down(signal, l);
      errors.unshift(signal);
    }
    return errors;
  };
  const outputs = Array.from(r, (_, i) => pulled(Float64Array.from(r, (__, j) => Number(i === j))));
  const m: Rows = outputs.map((a) => outputs.map((b) => a.reduce((sum, x, l) => sum + dot(x, b[l]!), 0)));
  const left = Float64Array.from(solve(plus(identity(r.length), lambda, m), [...r]));

  const [truth, estimate] = [pulled(r), pulled(left)];
  const shifted: Float64Array[] = [input];
  for (let l = 0; l < last; l++) shifted.push(add(up(shifted[l]!, l), -lambda, estimate[l]!));
  let [truths, estimates, products] = [0, 0, 0];
  for (let l = 0; l <= last; l++) {
    const square = scales[l]! * scales[l]!;
    const [below, above] = [free[l]!, shifted[l]!];
    const [delta, found] = l === last ? [r, left] : [truth[l]!, estimate[l]!];
    truths += square * dot(below, below) * dot(delta, delta);
    estimates += square * dot(above, above) * dot(found, found);
    products += square * dot(below, above) * dot(delta, found);
  }
  return {
    relativeDistance: Math.sqrt(Math.max(0, truths + estimates - 2 * products) / truths),
    cosine: products / Math.sqrt(truths * estimates),
    trace: m.reduce((sum, row, i) => sum + row[i]!, 0),
  };
};

/** The same network as it stands in the engine. */
export const linearResidual = (
  linalg: Linalg,
  { weights }: Parameters,
  scales: readonly number[],
  input: Matrix,
  target: Matrix,
): LinearResidual => {
  const copy = (matrix: Matrix): Float64Array => Float64Array.from(linalg.values(matrix));
  return { input: copy(input), target: copy(target), weights: weights.map(copy), scales };
};
