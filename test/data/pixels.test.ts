import { describe, expect, it } from "vitest";
import type { Split } from "../../src/data/dataset.ts";
import { fillBatch, oneHot, pixelValue } from "../../src/data/pixels.ts";

/** Image i is [i, 255 − i, 51]; its label is i mod 3. */
const split: Split = {
  count: 10,
  channels: 1,
  rows: 1,
  columns: 3,
  imageSize: 3,
  classes: 3,
  label: (index) => index % 3,
  readPixels: (index, into) => into.set([index, 255 - index, 51]),
};

describe("pixelValue", () => {
  it("maps bytes to [0, 1] and to [−1, 1]", () => {
    expect([0, 51, 255].map((byte) => pixelValue(byte, "unit"))).toEqual([0, 0.2, 1]);
    expect([0, 255].map((byte) => pixelValue(byte, "symmetric"))).toEqual([-1, 1]);
    expect(pixelValue(51, "symmetric")).toBeCloseTo(-0.6, 15);
  });

  it("is the IEEE quotient for every byte", () => {
    for (let byte = 0; byte < 256; byte++) {
      expect(pixelValue(byte, "unit")).toBe(byte / 255);
      expect(pixelValue(byte, "symmetric")).toBe((2 * byte) / 255 - 1);
    }
  });

  it("refuses what isn't a byte", () => {
    expect(() => pixelValue(256, "unit")).toThrow(RangeError);
  });
});

describe("oneHot", () => {
  it("writes one row and leaves the others alone", () => {
    const target = new Float64Array(9).fill(7);
    oneHot(2, 3, target, 3);
    expect([...target]).toEqual([7, 7, 7, 0, 0, 1, 7, 7, 7]);
  });

  it.each([-1, 3])("refuses the label %i of 3 classes", (label) => {
    expect(() => oneHot(label, 3, new Float64Array(3), 0)).toThrow(RangeError);
  });
});

describe("fillBatch", () => {
  it("writes the rows in the order of the indices", () => {
    const input = new Float64Array(6).fill(9);
    const target = new Float64Array(6).fill(9);
    fillBatch(split, [5, 0], "unit", input, target);
    expect([...input]).toEqual([5 / 255, 250 / 255, 0.2, 0, 1, 0.2]);
    expect([...target]).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it("rounds to nearest in float32", () => {
    const input = new Float32Array(3);
    fillBatch(split, Uint32Array.of(4), "symmetric", input, new Float32Array(3));
    expect([...input]).toEqual([8 / 255 - 1, 502 / 255 - 1, 102 / 255 - 1].map(Math.fround));
  });

  it("refuses arrays that don't fit the batch", () => {
    const fill = (input: number, target: number) => () =>
      fillBatch(split, [1, 2], "unit", new Float64Array(input), new Float64Array(target));
    expect(fill(6, 6)).not.toThrow();
    expect(fill(7, 6)).toThrow("input has 7 elements, the batch needs 6");
    expect(fill(6, 3)).toThrow("target has 3 elements, the batch needs 6");
  });
});
