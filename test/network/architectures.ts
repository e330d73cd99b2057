import type { NetworkDescription } from "../../src/network/description/description.ts";

/** Small networks that are no chains of dense layers: images through convolutions and pooling, residual blocks, skips of all lengths. */
export const architectures = {
  convolution: {
    input: [1, 4, 4],
    activation: "tanh",
    layers: [
      { kind: "convolution", channels: 2, kernel: 3, padding: 1 },
      { kind: "average-pooling", size: 2, stride: 1 },
      { kind: "convolution", channels: 2, kernel: 3, stride: 2, padding: 1 },
      { kind: "dense", units: 3 },
    ],
  },
  residual: { residual: { inputs: 4, outputs: 2, blocks: 3, units: 4 }, activation: "tanh" },
  skips: {
    input: [4],
    activation: "tanh",
    layers: [
      { kind: "dense", units: 4 },
      { connections: [{ kind: "identity" }, { kind: "dense", units: 4 }] },
      {
        connections: [
          { kind: "dense", units: 3 },
          { kind: "dense", units: 3, from: 1 },
        ],
      },
      {
        connections: [
          { kind: "dense", units: 2 },
          { kind: "dense", units: 2, from: 2 },
        ],
      },
    ],
  },
} as const satisfies Readonly<Record<string, NetworkDescription>>;
