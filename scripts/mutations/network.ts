import { inFile, type Mutation } from "./mutation.ts";

export const network: readonly Mutation[] = [
  ...inFile(
    "src/network/initialise.ts",
    ["initial bound by fan-out", "sizes: (fanIn) => [1 /", "sizes: (_, fanIn) => [1 /"],
    ["Xavier's factor", "Math.sqrt(6 / (fanIn + fanOut))", "Math.sqrt(3 / (fanIn + fanOut))"],
  ),
  ...inFile(
    "src/network/drive.ts",
    ["no bias where the input arrives", "if (layer.bias !== null) linalg.repeatRow(layer.bias, drive);", ""],
    ["no bias above", "else if (bias !== null) linalg.repeatRow(bias, a);", ""],
    [
      "a skip forgotten in the pull",
      'if (before === "linear") map.pull(signals[to - 1]!, back);',
      'if (before === "linear" && map === wires[0]!.map) map.pull(signals[to - 1]!, back);',
    ],
    ["g′ forgotten in the pull", "linalg.scaledHadamard(1, through, slope, through);", "void slope;"],
  ),
  ...inFile(
    "src/network/wiring.ts",
    [
      "activation before and after swapped: the layer's",
      "activation: layer.activation,",
      "activation: layer.incoming[0]!.before,",
    ],
    [
      "activation before and after swapped: the connection's",
      "before,\n        map: map.bind",
      "before: layer.activation,\n        map: map.bind",
    ],
  ),
  ...inFile("src/network/rates.ts", [
    "the map before its activation",
    'before === "linear" ? x :',
    "true ? x :",
  ]),
  ...inFile("src/network/connection/convolution.ts", [
    "gradients of kernels pile up",
    "linalg.clear(out);",
    "",
  ]),
  ...inFile(
    "src/network/connection/scale.ts",
    ["scale forgotten in the gradient", "if (scale !== 1) linalg.combine(scale, out, 0, out, out);", ""],
    [
      "scale applied once too often",
      "if (scale !== 1) linalg.combine(scale, out, 0, out, out);",
      "if (scale !== 1) linalg.combine(scale * scale, out, 0, out, out);",
    ],
  ),
  ...inFile(
    "src/network/backprop.ts",
    [
      "backprop without f′",
      "linalg.scaledHadamard(1, gradient, slopes[s - 1]!, deltas[s - 1]!);",
      "linalg.copy(gradient, deltas[s - 1]!);",
    ],
    ["no gradient of the biases", "linalg.sumRows(signal, gradient.bias);", ""],
  ),
];
