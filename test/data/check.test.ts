import { describe, expect, it } from "vitest";
import { checkCounts, checkEnds, checkImage, checkNetwork } from "../../src/data/check.ts";
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

describe("checkNetwork", () => {
  it("accepts a network with the dataset's pixels and classes", () => {
    expect(
      usageMessage(() => checkNetwork({ sizes: [784, 128, 64, 10], activation: "relu" }, { train: split })),
    ).toBeNull();
  });

  it("says what doesn't fit and which sizes would", () => {
    expect(
      usageMessage(() => checkNetwork({ sizes: [783, 128, 64, 10], activation: "relu" }, { train: split })),
    ).toBe(
      "network.sizes: expected 784 inputs, one for each pixel of the 28 × 28 images, found 783; write [784, 128, 64, 10]",
    );
    expect(
      usageMessage(() => checkNetwork({ sizes: [784, 5, 2], activation: "relu" }, { train: split })),
    ).toBe(
      "network.sizes: expected 10 outputs, one for each class of the labels, found 2; write [784, 5, 10]",
    );
    expect(
      usageMessage(() => checkNetwork({ sizes: [1, 5, 2], activation: "relu" }, { train: split }))?.split(
        "\n",
      ),
    ).toHaveLength(2);
  });
});

describe("checkNetwork, in colour", () => {
  it("counts the numbers of all channels", () => {
    const colour = { ...split, channels: 3, rows: 32, columns: 32, imageSize: 3072 };
    expect(
      usageMessage(() => checkNetwork({ sizes: [1024, 16, 10], activation: "relu" }, { train: colour })),
    ).toBe(
      "network.sizes: expected 3072 inputs, one for each number of the 3 × 32 × 32 images, found 1024; write [3072, 16, 10]",
    );
  });
});

describe("checkNetwork, of networks without a list of sizes", () => {
  const dense = { kind: "dense", units: 10 };
  const convolution = { kind: "convolution", channels: 2, kernel: 3 };

  it("names the fields of a residual network", () => {
    const residual = { inputs: 783, outputs: 9, blocks: 2, units: 4 };
    expect(
      usageMessage(() => checkNetwork({ residual, activation: "tanh" }, { train: split }))?.split("\n"),
    ).toEqual([
      "network.residual.inputs: expected 784 inputs, one for each pixel of the 28 × 28 images, found 783; write 784",
      "network.residual.outputs: expected 10 outputs, one for each class of the labels, found 9; write 10",
    ]);
  });

  it("names the layer that is the output, and wants images of the dataset's shape, not only of its size", () => {
    const network = (input: number[], units = 10) => ({
      input,
      layers: [convolution, { ...dense, units }],
      activation: "tanh" as const,
    });
    expect(usageMessage(() => checkNetwork(network([1, 28, 28]), { train: split }))).toBeNull();
    expect(usageMessage(() => checkNetwork(network([1, 28, 28], 9), { train: split }))).toContain(
      "network.layers[1]: expected 10 outputs",
    );
    expect(usageMessage(() => checkNetwork(network([4, 14, 14]), { train: split }))).toBe(
      "network.input: expected [1, 28, 28], the shape of the images, found [4, 14, 14]; write input: [1, 28, 28]",
    );
  });

  it("names whatever fields have the two ends", () => {
    const fields = { inputs: "inputs", outputs: "outputs" };
    expect(usageMessage(() => checkEnds({ inputs: 3, outputs: 10 }, { train: split }, fields))).toContain(
      "inputs: expected 784 inputs",
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
