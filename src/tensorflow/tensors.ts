import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { Tf } from "./backend.ts";

const numbers = (linalg: Linalg, matrix: Matrix): Float32Array => {
  const values = linalg.values(matrix);
  if (values instanceof Float32Array) return values;
  throw new Error("TensorFlow.js computes in float32, but the engine's matrices are float64");
};

/** The numbers of a matrix as a tensor [rows, columns], valid as long as the matrix isn't written to. */
export const tensorOf = (tf: Tf, linalg: Linalg, matrix: Matrix): Tensor2D =>
  tf.tensor2d(numbers(linalg, matrix), [matrix.rows, matrix.columns], "float32");

/** The numbers of a row vector as a tensor [n]. */
export const vectorOf = (tf: Tf, linalg: Linalg, row: Matrix): Tensor1D =>
  tf.tensor1d(numbers(linalg, row), "float32");

/** out = the numbers of a tensor of as many entries, times `scale`. */
export const readInto = (linalg: Linalg, tensor: Tensor, scale: 1 | -1, out: Matrix): void => {
  const values = linalg.values(out);
  const found = tensor.dataSync();
  if (found.length !== values.length)
    throw new Error(`expected ${values.length} numbers, found ${found.length}`);
  // 0 − x, so that no −0 arises.
  if (scale === 1) values.set(found);
  else for (let i = 0; i < values.length; i++) values[i] = 0 - found[i]!;
};
