import type { Split } from "../data/dataset.ts";
import { type Pixels, pixelValues, readImages, readLabels } from "../data/pixels.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";

/** The images at `indices` as rows of `input` [batch, n_0], their labels one-hot as rows of `target` [batch, n_L]. */
export const loadBatch = (
  linalg: Linalg,
  split: Split,
  indices: readonly number[] | Uint32Array,
  pixels: Pixels,
): { input: Matrix; target: Matrix } => {
  const input = linalg.blank(indices.length, split.imageSize);
  const target = linalg.blank(indices.length, split.classes);
  linalg.lookUp(pixelValues[pixels], input, (bytes) => readImages(split, indices, bytes));
  readLabels(split, indices, linalg.values(target));
  return { input: linalg.lasting(input), target };
};
