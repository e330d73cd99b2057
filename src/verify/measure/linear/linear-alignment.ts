import { identity, plus, type Rows, solve, times, transpose } from "./linear-coding.ts";

const dot = (x: readonly number[], y: readonly number[]): number =>
  x.reduce((sum, value, i) => sum + value * y[i]!, 0);

/** K_l from each hidden layer to the output, and M, as `responses` has them. */
interface Responses {
  readonly layers: readonly Rows[];
  readonly m: Rows;
}

/**
 * Target alignment of predictive coding on one sample of a linear chain: `cos(Δo, −r)`, `Δo = −Σ_l (x̄_{l−1}·x̃_{l−1} + 1) q K_lᵀ K_l`, `q = r (I + λM)⁻¹`,
 * of plain numbers alone; λ = 0 is backprop. x [1, n_0] and r = o − T [1, n_L]; the 1 is that of the biases.
 */
export const linearAlignment = (
  weights: readonly Rows[],
  { layers, m }: Responses,
  x: Rows,
  r: Rows,
  lambda: number,
): number => {
  const left: Rows = [solve(plus(identity(m.length), lambda, m), r[0]!)];
  // K_l from hidden layer l to the output; from the output to itself it is 1.
  const maps = [...layers, identity(m.length)];
  let [free, rest] = [x, x];
  let motion: Rows = [m.map(() => 0)];
  maps.forEach((map, i) => {
    // ∂/∂W_l is x̃_{l−1} ⊗ δ_l, ∂/∂b_l is δ_l; both go through x̄_{l−1}, or 1, and K_l to the output.
    const signal = times(left, transpose(map));
    motion = plus(motion, dot(free[0]!, rest[0]!) + 1, times(signal, map));
    free = times(free, weights[i]!);
    rest = plus(times(rest, weights[i]!), -lambda, signal);
  });
  return dot(motion[0]!, r[0]!) / Math.sqrt(dot(motion[0]!, motion[0]!) * dot(r[0]!, r[0]!));
};
