import { exitCode, UserError } from "../errors.ts";

/** A tensor of a safetensors file, row-major. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

/** Larger headers than the format allows are refused before they are parsed. */
const largestHeader = 100_000_000;

/** Types that are read: bytes of a number, what holds it exactly, and how it is read. */
const types = {
  F64: { bytes: 8, array: Float64Array, read: (view: DataView, at: number) => view.getFloat64(at, true) },
  F32: { bytes: 4, array: Float32Array, read: (view: DataView, at: number) => view.getFloat32(at, true) },
  F16: {
    bytes: 2,
    array: Float32Array,
    read: (view: DataView, at: number) => half(view.getUint16(at, true)),
  },
  BF16: {
    bytes: 2,
    array: Float32Array,
    read: (view: DataView, at: number) => brainFloat(view.getUint16(at, true)),
  },
} as const;

/** IEEE binary16: a sign, 5 bits of exponent, 10 of fraction. Exact in float32. */
const half = (bits: number): number => {
  const sign = bits >>> 15 === 0 ? 1 : -1;
  const [exponent, fraction] = [(bits >>> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
};

/** bfloat16: the upper half of a float32. */
const brainFloat = (bits: number): number => {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
};

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Reads the safetensors format: 8 bytes with the header's length (little-endian), the header in JSON, the numbers.
 * `file` names it in messages; float16 and bfloat16 are widened, exactly. Throws `UserError` (usage) for a truncated or damaged
 * file, for one of another format, for a type that isn't among these, and for a number that isn't finite.
 */
export const readSafetensors = (bytes: Uint8Array, file: string): readonly NamedTensor[] => {
  requireSafetensors(bytes, file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 8) throw truncated(file, "at least 8 bytes", bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > largestHeader) {
    throw damaged(file, `a header of at most ${largestHeader} bytes`, `one of ${headerLength}`);
  }
  const start = 8 + headerLength;
  if (bytes.byteLength < start) throw truncated(file, `a header up to byte ${start}`, bytes.byteLength);
  const entries = readHeader(bytes.subarray(8, start), file);
  let end = start;
  // Without gaps and overlaps, as the format demands.
  for (const [name, { data_offsets }] of entries.toSorted(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0],
  )) {
    if (start + data_offsets[0] !== end) {
      throw damaged(
        file,
        `${name} to begin at byte ${end - start} of the numbers`,
        `byte ${data_offsets[0]}`,
      );
    }
    end = start + data_offsets[1];
  }
  if (bytes.byteLength < end) throw truncated(file, `numbers up to byte ${end}`, bytes.byteLength);
  if (bytes.byteLength > end) throw damaged(file, `an end at byte ${end}`, `${bytes.byteLength} bytes`);
  return entries.map(([name, entry]) => ({
    name,
    shape: entry.shape,
    values: readValues(bytes.subarray(start, end), name, entry, file),
  }));
};

/** The bytes of a safetensors file, its tensors in the given order; `metadata` is for people. */
export const writeSafetensors = (
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array => {
  // Of equal types in one file, every tensor is aligned when the first one is.
  let offset = 0;
  const entries = tensors.map(({ name, shape, values }): [string, Entry] => {
    const dtype = values instanceof Float64Array ? "F64" : "F32";
    const begin = offset;
    offset += values.byteLength;
    return [name, { dtype, shape, data_offsets: [begin, offset] }];
  });
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const header = new TextEncoder().encode(text);
  const headerLength = Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset).fill(0x20, 8 + header.length, 8 + headerLength);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.set(header, 8);
  let at = 8 + headerLength;
  for (const { values } of tensors) {
    const width = values.BYTES_PER_ELEMENT;
    for (const value of values) {
      if (width === 8) view.setFloat64(at, value, true);
      else view.setFloat32(at, value, true);
      at += width;
    }
  }
  return bytes;
};

/** Says what a file of another format is. Throws `UserError` (usage). */
const requireSafetensors = (bytes: Uint8Array, file: string): void => {
  const starts = (...values: readonly number[]): boolean => values.every((value, i) => bytes[i] === value);
  const convert = "load it in PyTorch and save its state_dict() with safetensors.torch.save_file";
  const found =
    starts(0x50, 0x4b, 0x03, 0x04) || starts(0x80, 0x02)
      ? `a file of torch.save (.pt, .pth, .bin); ${convert}`
      : starts(0x89, 0x48, 0x44, 0x46)
        ? "an HDF5 file (.h5); save the weights as safetensors"
        : starts(0x47, 0x47, 0x55, 0x46)
          ? "a GGUF file, whose numbers are quantised; save the original weights as safetensors"
          : starts(0x7b)
            ? indexOf(bytes)
            : null;
  if (found === null) return;
  throw new UserError(exitCode.usage, `${file}: expected a safetensors file, found ${found}`);
};

/** What a file that begins with a brace is: the index of a file in shards, or another JSON. */
const indexOf = (bytes: Uint8Array): string | null => {
  // A header of 123 bytes begins with the same byte; only a text goes on like one.
  if (bytes[1] === 0 && bytes[7] === 0) return null;
  const text = new TextDecoder().decode(bytes.subarray(0, 1 << 20));
  if (!text.includes('"weight_map"')) return "JSON; name the file with the numbers";
  const shards = [...new Set(text.match(/[^"/]+\.safetensors/g) ?? [])];
  return `the index of a network in ${shards.length} shards (${shards.slice(0, 3).join(", ")}${shards.length > 3 ? ", …" : ""}); join them into one file`;
};

const readHeader = (bytes: Uint8Array, file: string): [string, Entry][] => {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw damaged(file, "a header in JSON", "something else");
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) {
    throw damaged(file, "a header with a name for each tensor", JSON.stringify(header).slice(0, 40));
  }
  return Object.entries(header)
    .filter(([name]) => name !== "__metadata__")
    .map(([name, entry]) => [name, checkEntry(name, entry, file)]);
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const checkEntry = (name: string, entry: Partial<Entry> | null, file: string): Entry => {
  const { dtype, shape, data_offsets } = entry ?? {};
  const sound =
    typeof dtype === "string" &&
    Array.isArray(shape) &&
    shape.every(isCount) &&
    Array.isArray(data_offsets) &&
    data_offsets.length === 2 &&
    data_offsets.every(isCount);
  if (!sound) throw damaged(file, `dtype, shape and data_offsets of ${name}`, JSON.stringify(entry));
  if (!Object.hasOwn(types, dtype)) {
    throw new UserError(
      exitCode.usage,
      `${file}: expected tensors of float64, float32, float16 or bfloat16, found ${dtype} in ${name}; ` +
        "convert it before saving, in PyTorch with .float()",
    );
  }
  const [begin, end] = data_offsets as [number, number];
  const size = shape.reduce((product, length) => product * length, 1);
  const length = size * types[dtype as keyof typeof types].bytes;
  if (end - begin !== length) {
    throw damaged(file, `${length} bytes for ${name} [${shape.join(", ")}] in ${dtype}`, `${end - begin}`);
  }
  return { dtype, shape, data_offsets: [begin, end] };
};

const readValues = (numbers: Uint8Array, name: string, entry: Entry, file: string): NamedTensor["values"] => {
  const { dtype, shape, data_offsets } = entry;
  const view = new DataView(
    numbers.buffer,
    numbers.byteOffset + data_offsets[0],
    data_offsets[1] - data_offsets[0],
  );
  const { array, bytes, read } = types[dtype as keyof typeof types];
  const values = new array(shape.reduce((product, length) => product * length, 1));
  for (let i = 0; i < values.length; i++) {
    const value = read(view, bytes * i);
    if (!Number.isFinite(value)) {
      throw new UserError(
        exitCode.usage,
        `${file}: expected finite numbers, found ${value} as entry ${i} of ${name}; look for where the training diverged`,
      );
    }
    values[i] = value;
  }
  return values;
};

const truncated = (file: string, expected: string, length: number): UserError =>
  new UserError(
    exitCode.usage,
    `${file}: expected ${expected}, found a file that ends at byte ${length}: it is truncated, or no safetensors file; copy or save it again`,
  );

const damaged = (file: string, expected: string, found: string): UserError =>
  new UserError(
    exitCode.usage,
    `${file}: expected ${expected}, found ${found}: it is damaged, or no safetensors file; save it again`,
  );
