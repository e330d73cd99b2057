import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { LinearMap } from "../network/connection/kind.ts";
import type { Shape } from "../network/shape.ts";
import type { Tf } from "./backend.ts";

/** `C x` for x [batch, source], as an expression that TensorFlow.js can differentiate. */
export type TensorMap = (tf: Tf, map: LinearMap, x: Tensor2D, weights: Tensor2D | null) => Tensor2D;

/** The images of a batch, [batch, channels, height, width]. */
const images = (tf: Tf, x: Tensor2D, shape: Shape): Tensor4D => {
  const [channels, height = 1, width = 1] = shape;
  return tf.reshape(x, [x.shape[0], channels, height, width]);
};

/**
 * What each window of the images sees, `[batch, channels, size·size, height′·width′]`: one strided slice for each place in the
 * window. Slices, padding and products have derivatives on every backend, which the convolution's own kernels have not: the
 * WebAssembly backend lacks that of its weights.
 */
const windows = (tf: Tf, map: LinearMap, x: Tensor2D): Tensor4D => {
  const { size, stride, padding } = map.window!;
  const [, above = 1, across = 1] = map.target;
  const [channels] = map.source;
  const bordered = tf.pad(images(tf, x, map.source), [
    [0, 0],
    [0, 0],
    // A stride may look beyond the last window; what is there is never read.
    [padding, padding + stride],
    [padding, padding + stride],
  ]);
  const seen: Tensor4D[] = [];
  for (let dy = 0; dy < size; dy++) {
    for (let dx = 0; dx < size; dx++) {
      seen.push(strided(tf, bordered as Tensor4D, dy, dx, above, across, stride));
    }
  }
  return tf.reshape(tf.stack(seen, 2), [x.shape[0], channels, size * size, above * across]);
};

/** Every `stride`-th pixel from (dy, dx), `[batch, channels, above, across]`. */
const strided = (
  tf: Tf,
  image: Tensor4D,
  dy: number,
  dx: number,
  above: number,
  across: number,
  stride: number,
): Tensor4D => {
  const [batch, channels] = image.shape;
  const block = tf.slice(image, [0, 0, dy, dx], [batch, channels, above * stride, across * stride]);
  if (stride === 1) return block;
  // The first of every `stride` rows and columns.
  const rows = tf.slice(
    tf.reshape(block, [batch * channels, above, stride, across * stride]),
    [0, 0, 0, 0],
    [batch * channels, above, 1, across * stride],
  );
  const both = tf.slice(
    tf.reshape(rows, [batch * channels * above, across, stride]),
    [0, 0, 0],
    [batch * channels * above, across, 1],
  );
  return tf.reshape(both, [batch, channels, above, across]);
};

/** The kinds of connections by name. */
export const tensorMaps: Readonly<Record<string, TensorMap>> = {
  dense: (tf, _, x, weights) => tf.matMul(x, weights!),
  identity: (_, __, x) => x,
  convolution: (tf, map, x, weights) => {
    const batch = x.shape[0];
    const [filters, above = 1, across = 1] = map.target;
    const { size } = map.window!;
    const columns = tf.reshape(windows(tf, map, x), [batch, map.source[0] * size * size, above * across]);
    // [filters, columns] · [columns, batch · places]
    const flat = tf.reshape(tf.transpose(columns, [1, 0, 2]), [-1, batch * above * across]) as Tensor2D;
    const product = tf.reshape(tf.matMul(weights!, flat), [filters, batch, above * across]);
    return tf.reshape(tf.transpose(product, [1, 0, 2]), [batch, filters * above * across]);
  },
  "average-pooling": (tf, map, x) => {
    const [channels, above = 1, across = 1] = map.target;
    return tf.reshape(tf.mean(windows(tf, map, x), 2), [x.shape[0], channels * above * across]);
  },
};
