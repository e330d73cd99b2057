import { describe, expect, it } from "vitest";
import type { Split } from "../../src/data/dataset.ts";
import { oneHot, pixelValues, readImages, readLabels } from "../../src/data/pixels.ts";

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

describe("pixelValues", () => {
  it("maps bytes to [0, 1] and to [−1, 1]", () => {
    expect([0, 51, 255].map((byte) => pixelValues.unit[byte])).toEqual([0, 0.2, 1]);
    expect([0, 255].map((byte) => pixelValues.symmetric[byte])).toEqual([-1, 1]);
    expect(pixelValues.symmetric[51]).toBeCloseTo(-0.6, 15);
  });

  it("are the IEEE quotients for every byte", () => {
    for (let byte = 0; byte < 256; byte++) {
      expect(pixelValues.unit[byte]).toBe(byte / 255);
      expect(pixelValues.symmetric[byte]).toBe((2 * byte) / 255 - 1);
    }
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

describe("readImages and readLabels", () => {
  it("write the rows in the order of the indices", () => {
    const bytes = new Uint8Array(6).fill(9);
    const target = new Float64Array(6).fill(9);
    readImages(split, [5, 0], bytes);
    readLabels(split, Uint32Array.of(5, 0), target);
    expect([...bytes]).toEqual([5, 250, 51, 0, 255, 51]);
    expect([...target]).toEqual([0, 0, 1, 1, 0, 0]);
  });

  it("refuse arrays that don't fit the batch", () => {
    expect(() => readImages(split, [1, 2], new Uint8Array(7))).toThrow(
      "bytes has 7 elements, the batch needs 6",
    );
    expect(() => readLabels(split, [1, 2], new Float64Array(3))).toThrow(
      "target has 3 elements, the batch needs 6",
    );
  });
});
