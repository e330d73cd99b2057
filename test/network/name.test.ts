import { describe, expect, it } from "vitest";
import { type NetworkDescription, networkOf } from "../../src/network/description/description.ts";
import { networkText, shortName } from "../../src/network/description/name.ts";
import { writtenLayers } from "../../src/network/description/written.ts";

const dense = (units: number) => ({ kind: "dense", units });
const residual = { inputs: 784, blocks: 64, units: 64, outputs: 10 };

describe("the short name of a network", () => {
  it.each<[string, NetworkDescription]>([
    ["784-128-64-10", { sizes: [784, 128, 64, 10], activation: "relu" }],
    ["784-256×16-10", { sizes: [784, ...new Array<number>(16).fill(256), 10], activation: "relu" }],
    ["784-64×65-10 residual", { residual, activation: "tanh" }],
    ["784-64×65-10 residual μP", { residual, activation: "tanh", parameterisation: "mup" }],
    ["784-64×65-10 residual NTP", { residual, activation: "tanh", parameterisation: "ntp" }],
    [
      "6-5-4-2 with skips",
      {
        input: [6],
        activation: "tanh",
        layers: [dense(5), dense(4), { connections: [dense(2), { ...dense(2), from: 1 }] }],
      },
    ],
    [
      "conv 8·16 → pool 2 → 64 → 10",
      {
        input: [1, 28, 28],
        activation: "tanh",
        layers: [
          { kind: "convolution", channels: 8, kernel: 3, stride: 2 },
          { kind: "convolution", channels: 16, kernel: 3 },
          { kind: "average-pooling", size: 2 },
          dense(64),
          dense(10),
        ],
      },
    ],
    [
      "conv 4·4 → 10 residual",
      {
        input: [1, 6, 6],
        activation: "tanh",
        layers: [
          { kind: "convolution", channels: 4, kernel: 3, padding: 1 },
          {
            connections: [{ kind: "identity" }, { kind: "convolution", channels: 4, kernel: 3, padding: 1 }],
          },
          dense(10),
        ],
      },
    ],
  ])("%s", (name, description) => {
    expect(shortName(networkOf(description))).toBe(name);
  });

  it("stands in a sentence", () => {
    const network = networkOf({ residual, activation: "leaky-relu", parameterisation: "mup" });
    expect(networkText(network)).toBe("784-64×65-10 residual μP leaky ReLU network");
  });

  it("fits a line of 80 however deep the network is", () => {
    const layers = Array.from({ length: 200 }, () => dense(512));
    const name = shortName(
      networkOf({ input: [3, 32, 32], activation: "relu", layers: [...layers, dense(100)] }),
    );
    expect(name).toBe("512 ×200 → 100");
  });
});

it("layers as a config writes them are said whole, one by one", () => {
  const layers = [
    { kind: "convolution", channels: 8, stride: 2 },
    { connections: [{ kind: "identity" }, { ...dense(8), from: 0 }] },
  ];
  expect(writtenLayers(layers)).toBe(
    "convolution, channels 8, stride 2 → (identity + dense, units 8, from 0)",
  );
  expect(writtenLayers([784, 10])).toBeNull();
});
