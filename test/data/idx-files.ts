import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Runs `use` with a new empty folder, which is gone afterwards. */
export const withFolder = <Result>(use: (folder: string) => Result): Result => {
  const folder = mkdtempSync(join(tmpdir(), "ebm-data-"));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** Bytes of an IDX file after the format's definition: magic number and dimensions big-endian, then the data. */
export const idxBytes = (
  magic: number,
  dimensions: readonly number[],
  contents: readonly number[],
): Buffer => {
  const words = [magic, ...dimensions];
  const header = Buffer.alloc(4 * words.length);
  for (const [index, word] of words.entries()) header.writeUInt32BE(word, 4 * index);
  return Buffer.concat([header, Buffer.from(contents)]);
};

/** `count` images of 2 × 3 pixels, of which image i begins with the byte 10 i. */
export const imageBytes = (count: number): Buffer => {
  const contents = Array.from({ length: count * 6 }, (_, byte) => 10 * Math.floor(byte / 6) + (byte % 6));
  return idxBytes(0x803, [count, 2, 3], contents);
};

export const labelBytes = (labels: readonly number[]): Buffer => {
  return idxBytes(0x801, [labels.length], labels);
};

export interface SmallDataset {
  readonly trainImages?: Buffer;
  readonly trainLabels?: Buffer;
  readonly testImages?: Buffer;
  readonly testLabels?: Buffer;
}

/** Three training images with labels 2, 0, 1 and two test images with labels 1, 3; any of the files replaced. */
export const writeDataset = (folder: string, replaced: SmallDataset = {}): void => {
  const { trainImages = imageBytes(3), trainLabels = labelBytes([2, 0, 1]) } = replaced;
  const { testImages = imageBytes(2), testLabels = labelBytes([1, 3]) } = replaced;
  writeFileSync(join(folder, "train-images-idx3-ubyte"), trainImages);
  writeFileSync(join(folder, "train-labels.idx1-ubyte"), trainLabels);
  writeFileSync(join(folder, "t10k-images.idx3-ubyte.gz"), gzipSync(testImages));
  writeFileSync(join(folder, "t10k-labels-idx1-ubyte.gz"), gzipSync(testLabels));
};
