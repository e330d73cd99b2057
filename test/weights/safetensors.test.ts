// Files written byte by byte as the format says: 8 bytes of length, the header in JSON, the numbers.
import { describe, expect, it } from "vitest";
import { exitCode, UserError } from "../../src/errors.ts";
import { readSafetensors, writeSafetensors } from "../../src/weights/safetensors.ts";

type Header = Record<string, unknown>;

const file = (header: Header | string, data: Uint8Array, length?: number): Uint8Array => {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
};

const bytesOf = (numbers: Float32Array | Float64Array): Uint8Array => new Uint8Array(numbers.buffer);
const pair = bytesOf(Float32Array.of(1.5, -2));
const entry = { dtype: "F32", shape: [2], data_offsets: [0, 8] };

const messageOf = (bytes: Uint8Array): string => {
  try {
    readSafetensors(bytes, "m.safetensors");
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).code).toBe(exitCode.usage);
    return (error as Error).message;
  }
  return "read";
};

describe("readSafetensors", () => {
  it("reads float32 and float64, metadata aside, wherever the bytes begin", () => {
    const data = new Uint8Array([...bytesOf(Float64Array.of(0.1, -3, 1e300)), ...pair]);
    const header = {
      __metadata__: { format: "pt" },
      b: { dtype: "F32", shape: [2], data_offsets: [24, 32] },
      a: { dtype: "F64", shape: [1, 3], data_offsets: [0, 24] },
    };
    const bytes = file(header, data);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    for (const each of [bytes, shifted.subarray(3)]) {
      expect(readSafetensors(each, "m")).toEqual([
        { name: "b", shape: [2], values: Float32Array.of(1.5, -2) },
        { name: "a", shape: [1, 3], values: Float64Array.of(0.1, -3, 1e300) },
      ]);
    }
  });

  it("widens float16 and bfloat16, exactly", () => {
    // binary16: 1, −2, 65504 (largest), 2⁻²⁴ (smallest), 2⁻¹⁴ (smallest normal), 1/3 rounded, −0; bfloat16 is half a float32.
    const half = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x3555, 0x8000);
    const brain = Uint16Array.of(0x3f80, 0xc000, 0x7f7f, 0x0001, 0x3eab, 0x8000);
    const data = new Uint8Array([...new Uint8Array(half.buffer), ...new Uint8Array(brain.buffer)]);
    const header = {
      h: { dtype: "F16", shape: [7], data_offsets: [0, 14] },
      b: { dtype: "BF16", shape: [6], data_offsets: [14, 26] },
    };
    const [h, b] = readSafetensors(file(header, data), "m");
    expect(h!.values).toEqual(Float32Array.of(1, -2, 65504, 2 ** -24, 2 ** -14, 1365 / 4096, -0));
    expect(b!.values).toEqual(Float32Array.of(1, -2, (2 - 2 ** -7) * 2 ** 127, 2 ** -133, 171 / 512, -0));
  });

  it.each([
    ["F16", 0x7c00, "Infinity"],
    ["F16", 0x7e00, "NaN"],
    ["BF16", 0xff80, "-Infinity"],
  ])("refuses a %s that isn't finite", (dtype, bits, found) => {
    const bytes = file(
      { a: { dtype, shape: [1], data_offsets: [0, 2] } },
      new Uint8Array(Uint16Array.of(bits).buffer),
    );
    expect(messageOf(bytes)).toContain(`expected finite numbers, found ${found} as entry 0 of a`);
  });

  it("reads what writeSafetensors writes, and that is aligned", () => {
    const tensors = [
      { name: "0.weight", shape: [2, 1], values: Float64Array.of(0.1, -1e-300) },
      { name: "0.bias", shape: [2], values: Float64Array.of(7, -0) },
    ];
    const bytes = writeSafetensors(tensors, { format: "pt", "trained by": "π ≈ 3" });
    expect(readSafetensors(bytes, "m")).toEqual(tensors);
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Header;
    expect(header.__metadata__).toEqual({ format: "pt", "trained by": "π ≈ 3" });
    expect(header["0.bias"]).toEqual({ dtype: "F64", shape: [2], data_offsets: [16, 32] });
  });

  it.each([
    [
      "nothing",
      new Uint8Array(),
      /^m\.safetensors: expected at least 8 bytes, found a file that ends at byte 0: it is truncated/,
    ],
    [
      "a header that goes on after the end",
      file({ a: entry }, pair).subarray(0, 20),
      /: expected a header up to byte \d+, found a file that ends at byte 20: it is truncated/,
    ],
    [
      "numbers that go on after the end",
      file({ a: entry }, pair.subarray(0, 5)),
      /: expected numbers up to byte \d+, found a file that ends at byte \d+: it is truncated/,
    ],
    [
      "an absurd length of the header",
      file({ a: entry }, pair, 2 ** 40),
      /: expected a header of at most 100000000 bytes, found one of 1099511627776: it is damaged/,
    ],
    ["a header that isn't JSON", file("{a: 1}", pair), /: expected a header in JSON, found something else: /],
    [
      "a header that is a list",
      file("[1]", pair),
      /: expected a header with a name for each tensor, found \[1\]: /,
    ],
    [
      "an entry without a shape",
      file({ a: { dtype: "F32", data_offsets: [0, 8] } }, pair),
      /: expected dtype, shape and data_offsets of a, found /,
    ],
    [
      "a shape below 0",
      file({ a: { ...entry, shape: [-2] } }, pair),
      /: expected dtype, shape and data_offsets of a, found /,
    ],
    [
      "whole numbers",
      file({ a: { dtype: "I64", shape: [1], data_offsets: [0, 8] } }, pair),
      /: expected tensors of float64, float32, float16 or bfloat16, found I64 in a; convert it before saving, in PyTorch with \.float\(\)$/,
    ],
    [
      "bytes that don't fit the shape",
      file({ a: { ...entry, shape: [3] } }, pair),
      /: expected 12 bytes for a \[3\] in F32, found 8: it is damaged/,
    ],
    [
      "a gap",
      file({ a: { ...entry, data_offsets: [4, 12] } }, new Uint8Array(12)),
      /: expected a to begin at byte 0 of the numbers, found byte 4: it is damaged/,
    ],
    [
      "tensors that overlap",
      file({ a: entry, b: { ...entry, data_offsets: [4, 12] } }, new Uint8Array(12)),
      /: expected b to begin at byte 8 of the numbers, found byte 4: /,
    ],
    [
      "bytes after the end",
      file({ a: entry }, new Uint8Array(9)),
      /: expected an end at byte \d+, found \d+ bytes: it is damaged/,
    ],
    [
      "NaN",
      file({ a: entry }, bytesOf(Float32Array.of(1, Number.NaN))),
      /: expected finite numbers, found NaN as entry 1 of a; look for where the training diverged$/,
    ],
    [
      "infinity",
      file({ a: { dtype: "F64", shape: [1], data_offsets: [0, 8] } }, bytesOf(Float64Array.of(-1 / 0))),
      /: expected finite numbers, found -Infinity as entry 0 of a/,
    ],
  ])("refuses %s", (_, bytes, message) => {
    expect(messageOf(bytes)).toMatch(message);
  });
});
