import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { kernelBytes } from "../../src/bench/kernel-bytes.ts";
import { createLinalg } from "../../src/linalg/linalg.ts";
import { convolutionMap } from "../../src/network/connection/convolution.ts";
import { denseMap } from "../../src/network/connection/dense.ts";
import {
  type LayersDescription,
  type NetworkDescription,
  networkOf,
} from "../../src/network/description/description.ts";
import { feedForward } from "../../src/network/feed-forward.ts";
import { initialise } from "../../src/network/initialise.ts";
import { chain, type Network } from "../../src/network/network.ts";
import { createStream } from "../../src/random/stream.ts";
import { arrangeLayers } from "../../src/weights/layers.ts";
import { readWeights } from "../../src/weights/read-weights.ts";
import { type NamedTensor, readSafetensors, writeSafetensors } from "../../src/weights/safetensors.ts";
import {
  requireFitting,
  requireKnownTensors,
  storedParameters,
  weightsFile,
} from "../../src/weights/weights.ts";
import { engine, randomProblem } from "../network/problem.ts";

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
      "a convolution of sequences",
      [tensor("0.weight", [2, 3, 1]), tensor("0.bias", [2])],
      /^m: expected two dimensions in 0\.weight, or four of a convolution, found \[2, 3, 1\]/,
    ],
    [
      "a kernel that is not square",
      [tensor("0.weight", [2, 3, 1, 5])],
      /^m: expected a square kernel in 0\.weight, found 1 × 5;/,
    ],
    [
      "a convolution above a dense layer",
      [tensor("0.weight", [2, 3]), tensor("1.weight", [4, 2, 3, 3])],
      /^m: expected 1\.weight to take the 2 units of 0\.weight, found 2;/,
    ],
    [
      "a batch normalisation",
      [...torch, tensor("bn.weight", [2]), tensor("bn.bias", [2]), tensor("bn.running_mean", [2])],
      /^m: .*found a batch normalisation \(bn\.running_mean\); fold it/,
    ],
    [
      "a weight normalisation",
      [tensor("0.weight_g", [2, 1]), tensor("0.weight_v", [2, 3])],
      /^m: .*two parts of a weight normalisation \(0\.weight_g\)/,
    ],
    ["a PReLU", [...torch, tensor("1.weight", [1])], /^m: .*slopes of a PReLU \(1\.weight\)/],
    [
      "a layer normalisation",
      [...torch, tensor("1.weight", [2]), tensor("1.bias", [2])],
      /^m: .*scales of a normalisation \(1\.weight\)/,
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

describe("the order of layers", () => {
  const layer = (key: string, fanIn: number, fanOut: number) => tensor(`${key}.weight`, [fanOut, fanIn]);
  const orderOf = (tensors: readonly NamedTensor[], order: readonly string[] | null = null) =>
    arrangeLayers(tensors, "m", order).layers.map(({ key }) => key);

  it("of several kinds of names follows from numbers and shapes, where these allow one", () => {
    expect(orderOf([layer("out", 4, 2), layer("hidden", 5, 4), layer("entry", 3, 5)])).toEqual([
      "entry",
      "hidden",
      "out",
    ]);
    const network = [
      tensor("module.classifier.10.weight", [3, 3]),
      tensor("module.classifier.2.weight", [3, 72]),
      tensor("module.features.10.weight", [8, 4, 3, 3]),
      tensor("module.features.3.weight", [4, 1, 3, 3]),
    ];
    expect(orderOf(network)).toEqual([
      "module.features.3",
      "module.features.10",
      "module.classifier.2",
      "module.classifier.10",
    ]);
  });

  it("is refused, not guessed, where layers could change places, with the list to write", () => {
    const network = [layer("entry", 3, 4), layer("left", 4, 4), layer("right", 4, 4), layer("out", 4, 2)];
    expect(() => orderOf(network)).toThrow(
      /^m: expected names that tell the order of the layers by numbers alone, found entry, left, right, out, and their shapes allow more than one; write network\.weights: \{ file: m, order: \[entry, left, right, out\] \}/,
    );
    expect(orderOf(network, ["entry", "right", "left", "out"])).toEqual(["entry", "right", "left", "out"]);
    for (const wrong of [
      ["entry", "left", "right"],
      ["entry", "left", "left", "out"],
      ["a", "left", "right", "out"],
    ]) {
      expect(() => orderOf(network, wrong)).toThrow(/^network\.weights: expected each layer of m once/);
    }
    expect(() => orderOf([layer("a", 3, 4), layer("b", 5, 6)])).toThrow(/in no order do their shapes follow/);
  });

  it("does not take long where many layers could change places", () => {
    const network = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"].map((key) =>
      layer(key, 4, 4),
    );
    expect(() => orderOf([...network, layer("z", 5, 5)])).toThrow(/^m: /);
  });
});

describe("other networks than chains of dense layers", () => {
  it("keep kernels as PyTorch has them, and layers without bias", () => {
    const { layers, sizes } = arrangeLayers(
      [tensor("0.weight", [2, 1, 2, 2]), tensor("0.bias", [2], 50), tensor("3.weight", [3, 8])],
      "m",
    );
    expect(sizes).toBeNull();
    expect(layers[0]).toMatchObject({ kind: "convolution", fanIn: 1, fanOut: 2, size: 2 });
    expect(Array.from(layers[0]!.weights)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(layers[1]).toMatchObject({ kind: "dense", fanIn: 8, fanOut: 3, bias: null });
  });

  it("become the parameters of a network of such layers, and are refused for another", () => {
    const linalg = createLinalg("float64", kernelBytes("float64"));
    const stored = arrangeLayers(
      [tensor("0.weight", [2, 1, 2, 2]), tensor("0.bias", [2], 50), tensor("3.weight", [3, 8])],
      "m",
    );
    const described = (bias: boolean, filters: number): Network => {
      const map = convolutionMap(
        { kind: "convolution", channels: filters, kernel: 2, stride: 1, padding: 0 },
        [1, 3, 3],
      );
      if (typeof map === "string") throw new Error(map);
      const plain = { scale: 1, before: "linear" } as const;
      return {
        input: [1, 3, 3],
        sizes: [9, 4 * filters, 3],
        parameterisation: "standard",
        activation: "tanh",
        layers: [
          { shape: map.target, activation: "tanh", bias: "channel", incoming: [{ from: 0, map, ...plain }] },
          {
            shape: [3],
            activation: "linear",
            bias: bias ? "unit" : "none",
            incoming: [{ from: 1, map: denseMap(map.target, 3), ...plain }],
          },
        ],
      };
    };
    const parameters = storedParameters(linalg, described(false, 2), stored);
    expect(parameters.weights.map((matrix) => linalg.values(matrix)[1])).toEqual([2, 9]);
    expect(parameters.biases.map((matrix) => Array.from(linalg.values(matrix)))).toEqual([[50, 51]]);
    expect(() => storedParameters(linalg, described(true, 2), stored)).toThrow(
      "network.weights: expected one bias beside 3.weight, in layer 2, as the network of the config has it, found none; write bias: false in network.layers[1]",
    );
    expect(() => storedParameters(linalg, described(false, 3), stored)).toThrow(
      "expected [3, 4] in 0.weight",
    );
    expect(() =>
      requireFitting({ network: stored, sha256: "" }, { sizes: [9, 3], activation: "relu" }),
    ).toThrow("the weights file holds a convolution (0.weight)");
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

  it.each([
    ["a.pt", [0x50, 0x4b, 0x03, 0x04, 0, 0, 0, 0, 0], /found a file of torch\.save \(\.pt, \.pth, \.bin\)/],
    ["old.pt", [0x80, 0x02, 0x8a, 0, 0, 0, 0, 0, 0], /found a file of torch\.save/],
    ["a.h5", [0x89, 0x48, 0x44, 0x46, 0, 0, 0, 0, 0], /found an HDF5 file/],
  ])("says what %s is", (name, bytes, message) => {
    expect(() => readWeights(write(name, Uint8Array.from(bytes)))).toThrow(message);
  });

  it("says that a network is in shards", () => {
    const index = {
      weight_map: { "0.weight": "m-00001-of-00002.safetensors", "2.weight": "m-00002-of-00002.safetensors" },
    };
    const file = write("m.safetensors.index.json", new TextEncoder().encode(JSON.stringify(index, null, 2)));
    expect(() => readWeights(file)).toThrow(
      /found the index of a network in 2 shards \(m-00001-of-00002\.safetensors, m-00002-of-00002\.safetensors\); join them/,
    );
    const shard = write("m-00001-of-00002.safetensors", writeSafetensors(torch, {}));
    expect(() => readWeights(shard)).toThrow(/expected a whole network, found shard 1 of 2; join them/);
  });

  it("says what is missing, and which sizes and tensors don't fit", () => {
    expect(() => readWeights(join(folder, "none.safetensors"))).toThrow(
      /none\.safetensors: expected a safetensors file, found none; check the path$/,
    );
    const stored = readWeights(
      write("d.safetensors", writeSafetensors([...torch, tensor("scale", [2])], {})),
    );
    expect(() => requireFitting(stored, { sizes: [3, 2, 1], activation: "relu" })).not.toThrow();
    expect(() => requireFitting(stored, { sizes: [3, 3, 1], activation: "relu" })).toThrow(
      "network.sizes: expected [3, 2, 1], the network in the weights file, found [3, 3, 1]; write network.sizes: [3, 2, 1]",
    );
    expect(() => requireKnownTensors(stored)).toThrow(
      /^network\.weights: expected weights and biases of layers alone, found also scale; /,
    );
  });
});

describe("weights as parameters", () => {
  it("compute what the stored network computes", () => {
    const linalg = createLinalg("float64", kernelBytes("float64"));
    const parameters = storedParameters(
      linalg,
      chain({ sizes: [3, 2, 1], activation: "linear" }),
      arrangeLayers(torch, "m"),
    );
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
    const bytes = weightsFile(linalg, chain({ sizes: [6, 5, 4, 3], activation: "tanh" }), parameters, {});
    const tensors = readSafetensors(bytes, "m");
    expect(tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ["0.weight", [5, 6]],
      ["0.bias", [5]],
      ["2.weight", [4, 5]],
      ["2.bias", [4]],
      ["4.weight", [3, 4]],
      ["4.bias", [3]],
    ]);
    const again = storedParameters(
      linalg,
      chain({ sizes: [6, 5, 4, 3], activation: "tanh" }),
      arrangeLayers(tensors, "m"),
    );
    expect(linalg.values(again.all)).toEqual(linalg.values(parameters.all));
  });

  const mixed: LayersDescription = {
    input: [1, 5, 5],
    activation: "tanh",
    layers: [
      { kind: "convolution", channels: 2, kernel: 3 },
      { kind: "convolution", channels: 2, kernel: 1, bias: false },
      { kind: "dense", units: 4 },
      { connections: [{ kind: "identity" }, { kind: "dense", units: 4 }] },
      { kind: "dense", units: 3, bias: false },
    ],
  };

  it.each([
    ["convolutions, a skip, layers without a bias", mixed],
    [
      "a residual network of the μ-parameterisation",
      {
        residual: { inputs: 6, blocks: 2, units: 4, outputs: 3 },
        activation: "tanh",
        parameterisation: "mup",
      },
    ],
  ] as const)("survive saving and reading of %s, to the bit", (_, description) => {
    const linalg = engine();
    const network = networkOf(description);
    const parameters = initialise(linalg, network, "pytorch-default", createStream(3, "parameters"));
    const tensors = readSafetensors(weightsFile(linalg, network, parameters, {}), "m");
    const stored = arrangeLayers(tensors, "m");
    expect(() => requireFitting({ network: stored, sha256: "" }, description)).not.toThrow();
    const again = storedParameters(linalg, network, stored);
    expect(linalg.values(again.all)).toEqual(linalg.values(parameters.all));
  });

  it("has the shapes and the order of PyTorch's kernels", () => {
    const linalg = engine();
    const network = networkOf(mixed);
    const parameters = initialise(linalg, network, "pytorch-default", createStream(3, "parameters"));
    const tensors = readSafetensors(weightsFile(linalg, network, parameters, {}), "m");
    expect(tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ["0.weight", [2, 1, 3, 3]],
      ["0.bias", [2]],
      ["2.weight", [2, 2, 1, 1]],
      ["4.weight", [4, 18]],
      ["4.bias", [4]],
      ["6.weight", [4, 4]],
      ["6.bias", [4]],
      ["8.weight", [3, 4]],
    ]);
  });

  it("says which layer has another shape, or a bias too many, before anything is computed", () => {
    const linalg = engine();
    const network = networkOf(mixed);
    const parameters = initialise(linalg, network, "pytorch-default", createStream(3, "parameters"));
    const stored = arrangeLayers(readSafetensors(weightsFile(linalg, network, parameters, {}), "m"), "m");
    const changed = (index: number, layer: object): NetworkDescription => ({
      ...mixed,
      layers: mixed.layers.map((each, i) => (i === index ? { ...each, ...layer } : each)),
    });
    const fitting = (description: NetworkDescription) => () =>
      requireFitting({ network: stored, sha256: "" }, description);
    expect(fitting(changed(0, { channels: 3 }))).toThrow(
      "network.weights: expected [3, 9] in 0.weight, the weights of layer 1, as the network of the config has it, found [2, 9]",
    );
    expect(fitting(changed(1, { bias: true }))).toThrow(
      "expected one bias beside 2.weight, in layer 2, as the network of the config has it, found none; write bias: false in network.layers[1]",
    );
    expect(fitting(changed(2, { bias: false }))).toThrow("write bias: true in network.layers[2]");
    expect(fitting({ ...mixed, layers: mixed.layers.toSpliced(3, 1) })).toThrow(
      "expected 4 layers with weights, as the network of the config has it, found 5",
    );
  });
});
