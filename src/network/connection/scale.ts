import type { Linalg, Matrix } from "../../linalg/linalg.ts";

/** c W; W itself where c is 1. */
export const scaledWeights = (linalg: Linalg, weights: Matrix, scale: number): Matrix => {
  if (scale === 1) return weights;
  const scaled = linalg.matrix(weights.rows, weights.columns);
  linalg.combine(scale, weights, 0, weights, scaled);
  return scaled;
};

/** out = c times what `gradient` writes there. */
export const scaledGradient =
  (linalg: Linalg, scale: number, gradient: (x: Matrix, signal: Matrix, out: Matrix) => void) =>
  (x: Matrix, signal: Matrix, out: Matrix): void => {
    gradient(x, signal, out);
    if (scale !== 1) linalg.combine(scale, out, 0, out, out);
  };
