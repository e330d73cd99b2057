import type { Split } from "./dataset.ts";

/** `unit`: [0, 1], the paper's text. `symmetric`: [−1, 1], its published code. */
export type Pixels = "unit" | "symmetric";

export type Reals = Float64Array | Float32Array;

/** The real number of each of the 256 byte values v, in float64: v/255 or 2v/255 − 1. */
export const pixelValues: Readonly<Record<Pixels, Float64Array>> = {
  unit: Float64Array.from({ length: 256 }, (_, byte) => byte / 255),
  symmetric: Float64Array.from({ length: 256 }, (_, byte) => (2 * byte) / 255 - 1),
};

/** Writes the one-hot row of `label` into `target[offset … offset + classes − 1]`. */
export const oneHot = (label: number, classes: number, target: Reals, offset: number): void => {
  if (!(label >= 0 && label < classes)) throw new RangeError(`label ${label} of ${classes} classes`);
  target.fill(0, offset, offset + classes);
  target[offset + label] = 1;
};

/** Writes the images at `indices` one after another into `bytes` [B × imageSize]. */
export const readImages = (
  split: Split,
  indices: readonly number[] | Uint32Array,
  bytes: Uint8Array,
): void => {
  const { imageSize } = split;
  requireLength("bytes", bytes.length, indices.length * imageSize);
  for (let row = 0; row < indices.length; row++)
    split.readPixels(indices[row]!, bytes.subarray(row * imageSize, (row + 1) * imageSize));
};

/** Writes the labels at `indices` as one-hot rows of `target` [B × classes]. */
export const readLabels = (split: Split, indices: readonly number[] | Uint32Array, target: Reals): void => {
  const { classes } = split;
  requireLength("target", target.length, indices.length * classes);
  for (let row = 0; row < indices.length; row++)
    oneHot(split.label(indices[row]!), classes, target, row * classes);
};

const requireLength = (name: string, found: number, expected: number): void => {
  if (found !== expected) throw new RangeError(`${name} has ${found} elements, the batch needs ${expected}`);
};
