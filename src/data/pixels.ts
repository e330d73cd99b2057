import type { Split } from "./dataset.ts";

/** `unit`: [0, 1], the paper's text. `symmetric`: [−1, 1], its published code. */
export type Pixels = "unit" | "symmetric";

export type Reals = Float64Array | Float32Array;

/** The real number of each of the 256 byte values v: v/255 or 2v/255 − 1. */
const tables: Readonly<Record<Pixels, Float64Array>> = {
  unit: Float64Array.from({ length: 256 }, (_, byte) => byte / 255),
  symmetric: Float64Array.from({ length: 256 }, (_, byte) => (2 * byte) / 255 - 1),
};

/** A pixel's byte as a real number, in float64. */
export const pixelValue = (byte: number, pixels: Pixels): number => {
  const value = tables[pixels][byte];
  if (value === undefined) throw new RangeError(`${byte} is not a byte`);
  return value;
};

/** Writes the one-hot row of `label` into `target[offset … offset + classes − 1]`. */
export const oneHot = (label: number, classes: number, target: Reals, offset: number): void => {
  if (!(label >= 0 && label < classes)) throw new RangeError(`label ${label} of ${classes} classes`);
  target.fill(0, offset, offset + classes);
  target[offset + label] = 1;
};

/**
 * Writes the images and labels at `indices` as rows of `input` [B × imageSize] and `target` [B × classes].
 * Float32 arrays get the float64 value rounded to nearest.
 */
export const fillBatch = (
  split: Split,
  indices: readonly number[] | Uint32Array,
  pixels: Pixels,
  input: Reals,
  target: Reals,
): void => {
  const { imageSize, classes } = split;
  requireLength("input", input.length, indices.length * imageSize);
  requireLength("target", target.length, indices.length * classes);
  const table = tables[pixels];
  const bytes = new Uint8Array(imageSize);
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    split.readPixels(index, bytes);
    const start = row * imageSize;
    for (let pixel = 0; pixel < imageSize; pixel++) input[start + pixel] = table[bytes[pixel]!]!;
    oneHot(split.label(index), classes, target, row * classes);
  }
};

const requireLength = (name: string, found: number, expected: number): void => {
  if (found !== expected) throw new RangeError(`${name} has ${found} elements, the batch needs ${expected}`);
};
