import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { kernelBytes } from "../../src/bench/kernel-bytes.ts";
import { createLinalg } from "../../src/linalg/linalg.ts";
import { feedForward } from "../../src/network/feed-forward.ts";
import { chain } from "../../src/network/network.ts";
import { arrangeLayers } from "../../src/weights/layers.ts";
import { type NamedTensor, readSafetensors, writeSafetensors } from "../../src/weights/safetensors.ts";
import {
  readWeights,
  requireKnownTensors,
  requireSizes,
  storedParameters,
  weightsFile,
} from "../../src/weights/weights.ts";
import { randomProblem } from "../network/problem.ts";

const folder = mkdtempSync(join(tmpdir(), "ebm-weights-"));
afterAll(() => rmSync(folder, { recursive: true }));

const tensor = (name: string, shape: readonly number[], from = 1): NamedTensor => ({
  name,
  shape,
  values: Float64Array.from({ length: shape.reduce((product, n) => product * n, 1) }, (_, i) => from + i),
});

/** A network 3-2-1 as PyTorch stores it: fan-out × fan-in. */
const torch = [
  tensor("0.weight", [2, 3]),
  tensor("0.bias", [2], 10),
  tensor("2.weight", [1, 2], 20),
  tensor("2.bias", [1], 30),
];

describe("arrangeLayers", () => {
  it("transposes PyTorch's weights, and takes ours as they are", () => {
    const { sizes, layers } = arrangeLayers(torch, "m");
    expect(sizes).toEqual([3, 2, 1]);
    // Rows [1 2 3], [4 5 6] of fan-out × fan-in are the columns of fan-in × fan-out.
    expect(Array.from(layers[0]!.weights)).toEqual([1, 4, 2, 5, 3, 6]);
    const ours = [
      tensor("W_0", [3, 2]),
      tensor("b_0", [2], 10),
      tensor("W_1", [2, 1], 20),
      tensor("b_1", [1], 30),
    ];
    const arranged = arrangeLayers(ours, "m");
    expect(arranged.sizes).toEqual([3, 2, 1]);
    expect(Array.from(arranged.layers[0]!.weights)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("orders layers by the numbers in their names, whatever their order in the file", () => {
    const chain = (names: readonly string[]) =>
      names.flatMap((name, l) => [tensor(`${name}.weight`, [l + 2, l + 1]), tensor(`${name}.bias`, [l + 2])]);
    for (const names of [
      ["0", "2", "10"],
      ["fc1", "fc2", "fc10"],
      ["net.0.linear", "net.1.linear", "net.11.linear"],
    ]) {
      const found = arrangeLayers(chain(names).reverse(), "m").layers.map(({ weightName }) => weightName);
      expect(found).toEqual(names.map((name) => `${name}.weight`));
    }
  });

  it.each([
    [
      "no tensor",
      [],
      /^m: expected tensors named 0\.weight, 0\.bias, … or W_0, b_0, …, found no tensor; rename them$/,
    ],
    ["other names", [tensor("kernel", [2, 2])], /found kernel; rename them$/],
    [
      "a missing bias",
      torch.slice(0, 3),
      /^m: expected 2\.bias beside 2\.weight, found none; save a bias for each layer/,
    ],
    [
      "a convolution",
      [tensor("0.weight", [2, 3, 1, 1]), tensor("0.bias", [2])],
      /^m: expected two dimensions in 0\.weight, found \[2, 3, 1, 1\]/,
    ],
    [
      "a bias of another layer",
      [torch[0]!, tensor("0.bias", [3])],
      /^m: expected \[2\] in 0\.bias, as 0\.weight has, found \[3\]/,
    ],
    [
      "layers that do not chain",
      [torch[0]!, torch[1]!, tensor("2.weight", [1, 5]), torch[3]!],
      /^m: expected 2\.weight to take the 2 units of 0\.weight, found 5; number the layers from the input to the output$/,
    ],
  ])("refuses %s", (_, tensors, message) => {
    expect(() => arrangeLayers(tensors, "m")).toThrow(message);
  });
});

describe("readWeights", () => {
  const write = (name: string, bytes: Uint8Array): string => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    return file;
  };

  it("knows a file by its content", () => {
    const first = readWeights(write("a.safetensors", writeSafetensors(torch, {})));
    const same = readWeights(write("b.safetensors", writeSafetensors(torch, {})));
    const other = readWeights(
      write("c.safetensors", writeSafetensors([...torch.slice(0, 3), tensor("2.bias", [1], 31)], {})),
    );
    expect(first.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(same.sha256).toBe(first.sha256);
    expect(other.sha256).not.toBe(first.sha256);
  });

  it("says what is missing, and which sizes and tensors don't fit", () => {
    expect(() => readWeights(join(folder, "none.safetensors"))).toThrow(
      /none\.safetensors: expected a safetensors file, found none; check the path$/,
    );
    const stored = readWeights(
      write("d.safetensors", writeSafetensors([...torch, tensor("bn.running_mean", [2])], {})),
    );
    expect(() => requireSizes(stored, [3, 2, 1])).not.toThrow();
    expect(() => requireSizes(stored, [3, 3, 1])).toThrow(
      "network.sizes: expected [3, 2, 1], the network in the weights file, found [3, 3, 1]; write network.sizes: [3, 2, 1]",
    );
    expect(() => requireKnownTensors(stored)).toThrow(
      /^network\.weights: expected weights and biases of layers alone, found also bn\.running_mean; /,
    );
  });
});

describe("weights as parameters", () => {
  it("compute what the stored network computes", () => {
    const linalg = createLinalg("float64", kernelBytes("float64"));
    const parameters = storedParameters(linalg, arrangeLayers(torch, "m"));
    const input = linalg.matrix(1, 3);
    linalg.values(input).set([1, -1, 2]);
    const { preactivations } = feedForward(
      linalg,
      chain({ sizes: [3, 2, 1], activation: "linear" }),
      parameters,
      input,
    );
    // a_1 = [1 2 3; 4 5 6] (1, −1, 2) + (10, 11) = (15, 22); o = 20 · 15 + 21 · 22 + 30 = 792.
    expect(Array.from(linalg.values(preactivations[0]!))).toEqual([15, 22]);
    expect(Array.from(linalg.values(preactivations[1]!))).toEqual([792]);
  });

  it.each(["float64", "float32"] as const)("survive saving and reading in %s, to the bit", (precision) => {
    const { linalg, parameters } = randomProblem({ sizes: [6, 5, 4, 3], precision });
    const bytes = weightsFile(linalg, parameters, { activation: "tanh" });
    const tensors = readSafetensors(bytes, "m");
    expect(tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ["0.weight", [5, 6]],
      ["0.bias", [5]],
      ["2.weight", [4, 5]],
      ["2.bias", [4]],
      ["4.weight", [3, 4]],
      ["4.bias", [3]],
    ]);
    const again = storedParameters(linalg, arrangeLayers(tensors, "m"));
    expect(linalg.values(again.all)).toEqual(linalg.values(parameters.all));
  });
});
