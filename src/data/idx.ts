import { type Bytes, fileError, openBytes } from "./bytes.ts";
import { type Images, imageShape, requireIndex } from "./images.ts";

/** The first four bytes of an IDX file: two zeros, 8 for unsigned bytes, and the number of dimensions. */
const magics = { images: [0x0803, 0x0804], labels: [0x0801] } as const;
const gzipMagic = 0x1f8b;

/**
 * Opens an IDX file of images, plain or `.gz`: [count, rows, columns], or in colour [count, channels, rows, columns] or
 * [count, rows, columns, channels]. Which of the two it is shows in where the 3 (or 1, or 4) stands; where both could be, the
 * channels come first. Each image is read by position, a plain file where it is asked for alone. Throws `UserError` (environment) unless
 * magic number, dimensions and length agree.
 */
export const openImages = (path: string): Images => {
  const bytes = openBytes(path);
  try {
    const dimensions = readHeader(bytes, "images");
    const header = 4 * (dimensions.length + 1);
    const [count, first, second, third] = dimensions as [number, number, number, number?];
    const last = third !== undefined && isChannels(third) && !isChannels(first);
    const [channels, rows, columns] =
      third === undefined ? [1, first, second] : last ? [third, first, second] : [first, second, third];
    const size = channels * rows * columns;
    const shape = imageShape({ channels, rows, columns });
    if (count === 0 || size === 0) {
      throw fileError(
        path,
        `expected at least one image of one pixel, found ${count} of ${shape}; use another file`,
      );
    }
    requireLength(bytes, header + count * size, `${count} images of ${shape}`);
    const mixed = new Uint8Array(last ? size : 0);
    return {
      count,
      channels,
      rows,
      columns,
      size,
      read: (index, into) => {
        requireIndex(index, count, path);
        const image = into.length === size ? into : into.subarray(0, size);
        bytes.read(header + index * size, last ? mixed : image);
        if (last) separateChannels(mixed, channels, image);
      },
      close: bytes.close,
    };
  } catch (error) {
    bytes.close();
    throw error;
  }
};

const isChannels = (length: number): boolean => length === 1 || length === 3 || length === 4;

/** From red, green, blue of each pixel to all reds, all greens, all blues. */
const separateChannels = (mixed: Uint8Array, channels: number, into: Uint8Array): void => {
  const pixels = mixed.length / channels;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      into[channel * pixels + pixel] = mixed[pixel * channels + channel]!;
    }
  }
};

/** The labels of an idx1-ubyte file, plain or `.gz`. Throws `UserError` (environment) as `openImages` does. */
export const openLabels = (path: string): Uint8Array => {
  const bytes = openBytes(path);
  try {
    const [count] = readHeader(bytes, "labels") as [number];
    requireLength(bytes, 8 + count, `${count} labels`);
    const labels = new Uint8Array(count);
    bytes.read(8, labels);
    return labels;
  } finally {
    bytes.close();
  }
};

/** The dimensions that follow the magic number, big-endian 32-bit each. */
const readHeader = (bytes: Bytes, kind: keyof typeof magics): number[] => {
  const shortest = kind === "images" ? 16 : 8;
  const tooShort = (length: number) =>
    fileError(
      bytes.path,
      `expected at least ${length} bytes (the header of an IDX ${kind} file), found ${bytes.length} bytes; replace it by a fresh copy`,
    );
  if (bytes.length < shortest) throw tooShort(shortest);
  const start = new DataView(new ArrayBuffer(4));
  bytes.read(0, new Uint8Array(start.buffer));
  const found = start.getUint32(0);
  if (!(magics[kind] as readonly number[]).includes(found))
    throw fileError(bytes.path, wrongMagic(found, kind));
  const count = found & 0xff;
  if (bytes.length < 4 * (count + 1)) throw tooShort(4 * (count + 1));
  const view = new DataView(new ArrayBuffer(4 * count));
  bytes.read(4, new Uint8Array(view.buffer));
  return Array.from({ length: count }, (_, dimension) => view.getUint32(4 * dimension));
};

const wrongMagic = (found: number, kind: keyof typeof magics): string => {
  const hexadecimal = (value: number) => `0x${value.toString(16).padStart(8, "0")}`;
  const expected = magics[kind].map(hexadecimal).join(" or ");
  const rule = `expected the magic number ${expected} of an IDX ${kind} file, found ${hexadecimal(found)}`;
  if (found >>> 16 === gzipMagic) return `${rule}, which is gzip; give the file a name that ends in .gz`;
  const [images, labels] = [magics.images, magics.labels] as readonly (readonly number[])[];
  if (images!.includes(found)) return `${rule}, an images file; put the labels file in its place`;
  if (labels!.includes(found)) return `${rule}, a labels file; put the images file in its place`;
  return `${rule}; replace it by an IDX file of unsigned bytes`;
};

const requireLength = (bytes: Bytes, expected: number, contents: string): void => {
  if (bytes.length === expected) return;
  const state = bytes.length < expected ? "truncated" : "longer than its header says";
  throw fileError(
    bytes.path,
    `expected ${expected} bytes (header and ${contents}), found ${bytes.length} bytes; the file is ${state}: replace it by a fresh copy`,
  );
};
