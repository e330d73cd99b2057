import { describe, expect, it } from "vitest";
import { checkCounts, checkImage, checkSizes } from "../../src/data/check.ts";
import type { Split } from "../../src/data/dataset.ts";
import { exitCode } from "../../src/errors.ts";
import { userMessage } from "../config/user-message.ts";

const usageMessage = (action: () => unknown) => userMessage(exitCode.usage, action);

const split: Split = {
  count: 60_000,
  channels: 1,
  rows: 28,
  columns: 28,
  imageSize: 784,
  classes: 10,
  label: () => 0,
  readPixels: () => {},
};

describe("checkSizes", () => {
  it("accepts a network with the dataset's pixels and classes", () => {
    expect(usageMessage(() => checkSizes([784, 128, 64, 10], { train: split }))).toBeNull();
  });

  it("says what doesn't fit and which sizes would", () => {
    expect(usageMessage(() => checkSizes([783, 128, 64, 10], { train: split }))).toBe(
      "network.sizes: expected 784 inputs, one for each pixel of the 28 × 28 images, found 783; write [784, 128, 64, 10]",
    );
    expect(usageMessage(() => checkSizes([784, 5, 2], { train: split }))).toBe(
      "network.sizes: expected 10 outputs, one for each class of the labels, found 2; write [784, 5, 10]",
    );
    expect(usageMessage(() => checkSizes([1, 5, 2], { train: split }))?.split("\n")).toHaveLength(2);
  });
});

describe("checkSizes, in colour", () => {
  it("counts the numbers of all channels", () => {
    const colour = { ...split, channels: 3, rows: 32, columns: 32, imageSize: 3072 };
    expect(usageMessage(() => checkSizes([1024, 16, 10], { train: colour }))).toBe(
      "network.sizes: expected 3072 inputs, one for each number of the 3 × 32 × 32 images, found 1024; write [3072, 16, 10]",
    );
  });
});

describe("checkImage", () => {
  it("accepts the last image and refuses the next", () => {
    expect(usageMessage(() => checkImage(59_999, split))).toBeNull();
    expect(usageMessage(() => checkImage(60_000, split))).toBe(
      "dataset.image: expected an image from 0 to 59999, found 60000; write a smaller number",
    );
  });
});

describe("checkCounts", () => {
  const dataset = { train: { count: 60_000 }, test: { count: 10_000 } };
  it("accepts all images and refuses more, for both splits at once", () => {
    expect(usageMessage(() => checkCounts({ images: 60_000, testImages: 10_000 }, dataset))).toBeNull();
    expect(usageMessage(() => checkCounts({ images: 60_001, testImages: 10_001 }, dataset))).toBe(
      "training.images: expected at most 60000, the images that the dataset has, found 60001; write 60000\n" +
        "training.testImages: expected at most 10000, the images that the dataset has, found 10001; write 10000",
    );
  });
});
