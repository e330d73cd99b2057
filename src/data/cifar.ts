import { fileError, openBytes } from "./bytes.ts";
import { type Images, requireIndex } from "./images.ts";

/** The binary versions of CIFAR: records of some label bytes and an image of 3 × 32 × 32, channel after channel. */
export interface CifarFormat {
  /** Labels before each image; the last one counts (CIFAR-100 has the coarse label first). */
  readonly labelBytes: number;
  readonly classes: number;
}

export const cifarFormats = {
  "CIFAR-10": { labelBytes: 1, classes: 10 },
  "CIFAR-100": { labelBytes: 2, classes: 100 },
} as const satisfies Readonly<Record<string, CifarFormat>>;

const shape = { channels: 3, rows: 32, columns: 32, size: 3072 } as const;

/** Records that are read at once when the labels are collected. */
const chunk = 256;

/**
 * The images and labels of binary CIFAR files, one after another; they stay on disk unless they end in `.gz`. Throws
 * `UserError` (environment) for a file that doesn't consist of whole records, or with a label that its format doesn't have.
 */
export const openCifar = (
  paths: readonly string[],
  { labelBytes, classes }: CifarFormat,
): { images: Images; labels: Uint8Array } => {
  const record = labelBytes + shape.size;
  const files = paths.map(openBytes);
  const close = (): void => {
    for (const { close: closeFile } of files) closeFile();
  };
  try {
    const counts = files.map(({ path, length }) => {
      if (length > 0 && length % record === 0) return length / record;
      throw fileError(
        path,
        `expected records of ${record} bytes (${labelBytes} for labels, 3072 for the image), found ${length} bytes; replace it by a fresh copy of the binary version`,
      );
    });
    const labels = files.flatMap((file, i) => {
      const found: number[] = [];
      for (let from = 0; from < counts[i]!; from += chunk) {
        const bytes = new Uint8Array(Math.min(chunk, counts[i]! - from) * record);
        file.read(from * record, bytes);
        for (let at = labelBytes - 1; at < bytes.length; at += record) found.push(bytes[at]!);
      }
      const wrong = found.findIndex((label) => label >= classes);
      if (wrong < 0) return found;
      throw fileError(
        file.path,
        `expected labels below ${classes}, found ${found[wrong]} for image ${wrong}; replace it by a fresh copy of the binary version`,
      );
    });
    const read = (index: number, into: Uint8Array): void => {
      requireIndex(index, labels.length, paths.join(", "));
      let [file, within] = [0, index];
      while (within >= counts[file]!) within -= counts[file++]!;
      files[file]!.read(within * record + labelBytes, into.subarray(0, shape.size));
    };
    return { images: { ...shape, count: labels.length, read, close }, labels: Uint8Array.from(labels) };
  } catch (error) {
    close();
    throw error;
  }
};
