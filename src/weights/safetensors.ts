import { exitCode, UserError } from "../errors.ts";

/** A tensor of a safetensors file, row-major. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

/** Larger headers than the format allows are refused before they are parsed. */
const largestHeader = 100_000_000;

const arrays = { F32: Float32Array, F64: Float64Array } as const;

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Reads the safetensors format: 8 bytes with the header's length (little-endian), the header in JSON, the numbers.
 * `file` names it in messages. Throws `UserError` (usage) for a truncated or damaged file, for a type that isn't float32
 * or float64, and for a number that isn't finite.
 */
export const readSafetensors = (bytes: Uint8Array, file: string): readonly NamedTensor[] => {
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
  if (!Object.hasOwn(arrays, dtype)) {
    throw new UserError(
      exitCode.usage,
      `${file}: expected tensors of float32 (F32) or float64 (F64), found ${dtype} in ${name}; ` +
        "convert it before saving, in PyTorch with .float()",
    );
  }
  const [begin, end] = data_offsets as [number, number];
  const size = shape.reduce((product, length) => product * length, 1);
  const length = size * arrays[dtype as keyof typeof arrays].BYTES_PER_ELEMENT;
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
  const values = new arrays[dtype as keyof typeof arrays](
    shape.reduce((product, length) => product * length, 1),
  );
  for (let i = 0; i < values.length; i++) {
    const value = dtype === "F64" ? view.getFloat64(8 * i, true) : view.getFloat32(4 * i, true);
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
