// Convolutions straight from a file of weights: what its sizes tell, and what they do not.
import { describe, expect, it } from "vitest";
import { networkOfConvolutions } from "../../src/figure/audit/stored-network.ts";
import type { StoredLayer } from "../../src/weights/layers.ts";

const convolution = (fanIn: number, fanOut: number, size: number): StoredLayer => ({
  kind: "convolution",
  fanIn,
  fanOut,
  size,
  weights: new Float64Array(fanIn * fanOut * size * size),
  bias: null,
  key: `conv${fanOut}`,
  weightName: `conv${fanOut}.weight`,
});
const dense = (fanIn: number, fanOut: number): StoredLayer => ({
  ...convolution(fanIn, fanOut, 1),
  kind: "dense",
  bias: new Float64Array(fanOut),
  key: `fc${fanOut}`,
});

describe("a file with convolutions", () => {
  it.each([
    ["padding 0", [convolution(1, 4, 5), convolution(4, 8, 3), dense(8 * 22 * 22, 10)], 0, 28],
    ["padding (kernel − 1) / 2", [convolution(1, 4, 3), convolution(4, 2, 3), dense(2 * 28 * 28, 10)], 1, 28],
    ["padding 0", [convolution(3, 6, 5), dense(6 * 28 * 28, 10)], 0, 32],
  ] as const)("tells %s by the units that its first dense layer reads", (name, layers, padding, side) => {
    const { network, notice } = networkOfConvolutions("m.safetensors", { layers });
    expect(network.input).toEqual([layers[0].fanIn, side, side]);
    const [first] = network.layers as readonly unknown[];
    expect(first).toEqual({
      kind: "convolution",
      channels: layers[0].fanOut,
      kernel: layers[0].size,
      padding,
      bias: false,
    });
    expect((network.layers as readonly unknown[]).at(-1)).toEqual({ kind: "dense", units: 10 });
    expect(notice).toContain(`stride 1 and ${name}`);
  });

  it.each([
    // A stride of 2, or a pooling: the same sizes.
    ["that stride 1 without a pooling does not lead there", [convolution(1, 4, 3), dense(4 * 14 * 14, 10)]],
    ["more than one padding that leads there", [convolution(1, 4, 1), dense(4 * 28 * 28, 10)]],
    ["that stride 1 without a pooling does not lead there", [convolution(2, 4, 3), dense(4 * 26 * 26, 10)]],
  ] as const)("that leaves it open is refused with what to write: %s", (found, layers) => {
    const refused = () => networkOfConvolutions("m.safetensors", { layers });
    expect(refused).toThrow(`found ${found}; write a config, say my.yaml`);
    expect(refused).toThrow("- { kind: convolution, channels: 4, kernel: ");
    expect(refused).toThrow("stride: ?, padding: ?");
    expect(refused).toThrow("- { kind: dense, units: 10 }");
  });
});
