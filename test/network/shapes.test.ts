import { describe, expect, it } from "vitest";
import { networkOf } from "../../src/network/description/description.ts";
import { shapesOfLayers } from "../../src/network/description/shapes.ts";

describe("the shapes of layers", () => {
  it("are those of PyTorch's formula, layer by layer, with what comes from elsewhere said", () => {
    const network = networkOf({
      input: [1, 28, 28],
      activation: "tanh",
      layers: [
        // ⌊(28 + 2 − 3)/2⌋ + 1 = 14.
        { kind: "convolution", channels: 8, kernel: 3, stride: 2, padding: 1 },
        { kind: "average-pooling", size: 2 },
        { kind: "dense", units: 64, bias: false },
        {
          connections: [
            { kind: "dense", units: 10 },
            { kind: "dense", units: 10, from: 0 },
          ],
        },
      ],
    });
    expect(shapesOfLayers(network)).toEqual([
      ["0", "input", "[1, 28, 28]", ""],
      ["1", "conv 8", "[8, 14, 14]", "tanh"],
      ["2", "pool 2", "[8, 7, 7]", "linear, no bias"],
      ["3", "64", "[64]", "tanh, no bias"],
      ["4", "10 + 10 from the input", "[10]", "linear"],
    ]);
  });

  it("name equal layers once", () => {
    const residual = { inputs: 784, blocks: 64, units: 64, outputs: 10 };
    const rows = shapesOfLayers(networkOf({ residual, activation: "tanh", parameterisation: "mup" }));
    expect(rows.map(([number]) => number)).toEqual(["0", "1", "2…65", "66"]);
    expect(rows[2]).toEqual(["2…65", "skip + 64 of tanh", "[64]", "linear, no bias"]);
  });
});
