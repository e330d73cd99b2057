import { type Bytes, fileError, openBytes } from "./bytes.ts";

/** Images of an idx3-ubyte file, read one at a time. */
export interface Images {
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  /** Bytes of one image: rows × columns. */
  readonly size: number;
  /** Fills the first `size` bytes of `into` with image `index`, row by row. */
  readonly read: (index: number, into: Uint8Array) => void;
  readonly close: () => void;
}

/** The first four bytes of an IDX file: two zeros, 8 for unsigned bytes, and the number of dimensions. */
const magic = { images: 0x0803, labels: 0x0801 } as const;
const headerLength = { images: 16, labels: 8 } as const;
const gzipMagic = 0x1f8b;

/**
 * Opens an idx3-ubyte file, plain or `.gz`; a plain one stays on disk and each image is read by position.
 * Throws `UserError` (environment) unless magic number, dimensions and length agree.
 */
export function openImages(path: string): Images {
  const bytes = openBytes(path);
  try {
    const [count, rows, columns] = readHeader(bytes, "images") as [number, number, number];
    const size = rows * columns;
    if (count === 0 || size === 0) {
      throw fileError(
        path,
        `expected at least one image of one pixel, found ${count} of ${rows} × ${columns}; use another file`,
      );
    }
    requireLength(bytes, headerLength.images + count * size, `${count} images of ${rows} × ${columns}`);
    return {
      count,
      rows,
      columns,
      size,
      read: (index, into) => {
        if (!(Number.isInteger(index) && index >= 0 && index < count)) {
          throw new RangeError(`image ${index} of ${count} in ${path}`);
        }
        bytes.read(headerLength.images + index * size, into.length === size ? into : into.subarray(0, size));
      },
      close: bytes.close,
    };
  } catch (error) {
    bytes.close();
    throw error;
  }
}

/** The labels of an idx1-ubyte file, plain or `.gz`. Throws `UserError` (environment) as `openImages` does. */
export function openLabels(path: string): Uint8Array {
  const bytes = openBytes(path);
  try {
    const [count] = readHeader(bytes, "labels") as [number];
    requireLength(bytes, headerLength.labels + count, `${count} labels`);
    const labels = new Uint8Array(count);
    bytes.read(headerLength.labels, labels);
    return labels;
  } finally {
    bytes.close();
  }
}

/** The dimensions that follow the magic number, big-endian 32-bit each. */
function readHeader(bytes: Bytes, kind: keyof typeof magic): number[] {
  const length = headerLength[kind];
  if (bytes.length < length) {
    throw fileError(
      bytes.path,
      `expected at least ${length} bytes (the header of an IDX ${kind} file), found ${bytes.length} bytes; replace it by a fresh copy`,
    );
  }
  const header = new Uint8Array(length);
  bytes.read(0, header);
  const view = new DataView(header.buffer);
  const found = view.getUint32(0);
  if (found !== magic[kind]) throw fileError(bytes.path, wrongMagic(found, kind));
  return Array.from({ length: length / 4 - 1 }, (_, dimension) => view.getUint32(4 * (dimension + 1)));
}

function wrongMagic(found: number, kind: keyof typeof magic): string {
  const hexadecimal = (value: number) => `0x${value.toString(16).padStart(8, "0")}`;
  const rule = `expected the magic number ${hexadecimal(magic[kind])} of an IDX ${kind} file, found ${hexadecimal(found)}`;
  if (found >>> 16 === gzipMagic) return `${rule}, which is gzip; give the file a name that ends in .gz`;
  if (found === magic.images) return `${rule}, an images file; put the labels file in its place`;
  if (found === magic.labels) return `${rule}, a labels file; put the images file in its place`;
  return `${rule}; replace it by an IDX file of unsigned bytes`;
}

function requireLength(bytes: Bytes, expected: number, contents: string): void {
  if (bytes.length === expected) return;
  const state = bytes.length < expected ? "truncated" : "longer than its header says";
  throw fileError(
    bytes.path,
    `expected ${expected} bytes (header and ${contents}), found ${bytes.length} bytes; the file is ${state}: replace it by a fresh copy`,
  );
}
