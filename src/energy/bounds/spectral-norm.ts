import type { Linalg, Matrix } from "../../linalg/linalg.ts";

/** Squarings of WᵀW: what the other singular values add to the largest is then at most a factor of n^{1/128}. */
const squarings = 5;
const roundingUp = { float64: 1e-10, float32: 1e-3 };

/**
 * An upper bound of the spectral norm of W [m, n]: Schatten's norm `(Σ σ^{2p})^{1/2p} = ‖(WᵀW)^{p/2}‖_F^{1/p}`, p = 2⁶, by repeated squaring of
 * the smaller of WᵀW and WWᵀ, brought to the size of 1 each time.
 */
export const spectralNorm = (linalg: Linalg, w: Matrix): number =>
  linalg.scope(() => {
    const upright = w.rows >= w.columns ? w : transposed(linalg, w);
    const n = upright.columns;
    let power = linalg.matrix(n, n);
    linalg.gram(upright, linalg.pack(upright), power);
    const sizes = [];
    for (let k = 0; ; k++) {
      const size = frobenius(linalg, power);
      sizes.push(size);
      if (!(size > 0) || k === squarings) break;
      linalg.scale(1 / size, power, power);
      const square = linalg.matrix(n, n);
      linalg.accumulateProduct(power, linalg.pack(power), square);
      power = square;
    }
    const largest = sizes.reduceRight((inner, size) => size * Math.sqrt(inner), 1);
    return Math.sqrt(largest) * (1 + roundingUp[linalg.precision]);
  });

const frobenius = (linalg: Linalg, matrix: Matrix): number => {
  let sum = 0;
  for (const value of linalg.values(matrix)) sum += value * value;
  return Math.sqrt(sum);
};

const transposed = (linalg: Linalg, w: Matrix): Matrix => {
  const turned = linalg.matrix(w.columns, w.rows);
  const [from, to] = [linalg.values(w), linalg.values(turned)];
  for (let i = 0; i < w.rows; i++)
    for (let j = 0; j < w.columns; j++) to[j * w.rows + i] = from[i * w.columns + j]!;
  return turned;
};
