import { inFile, type Mutation } from "./mutation.ts";

export const network: readonly Mutation[] = [
  ...inFile(
    "src/network/initialise.ts",
    ["initial bound by fan-out", '"pytorch-default": (fanIn) =>', '"pytorch-default": (_, fanIn) =>'],
    ["Xavier's factor", "Math.sqrt(6 / (fanIn + fanOut))", "Math.sqrt(3 / (fanIn + fanOut))"],
  ),
  ...inFile("src/network/feed-forward.ts", [
    "feed-forward without bias",
    "linalg.repeatRow(bias, preactivation);",
    "linalg.values(preactivation).fill(0);",
  ]),
  ...inFile(
    "src/network/backprop.ts",
    [
      "backprop without f′",
      "linalg.scaledHadamard(1, gradient, pass.slopes[l - 1]!, delta);",
      "linalg.copy(gradient, delta);",
    ],
    ["no gradient of the biases", "linalg.sumRows(signal, gradient.biases[l]!);", ""],
    ["gradients pile up", "linalg.values(gradient.weights[l]!).fill(0);", ""],
  ),
];
