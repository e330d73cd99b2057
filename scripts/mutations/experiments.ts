import { inFile, type Mutation } from "./mutation.ts";

export const experiments: readonly Mutation[] = [
  ...inFile(
    "src/experiments/training/measure.ts",
    [
      "always the first batch",
      "order.subarray(from, from + training.batchSize)",
      "order.subarray(0, training.batchSize)",
    ],
    [
      "the same order every epoch",
      "permutation(training.images, orderStream)",
      'permutation(training.images, createStream(seed, "order"))',
    ],
    [
      "true gradient not the mean",
      "linalg.combine(1 / images.length, truth.all",
      "linalg.combine(1, truth.all",
    ],
  ),
  ...inFile("src/experiments/energy-evolution/present.ts", [
    "supervised energy without λ",
    "supervised: strength * supervised[0]!",
    "supervised: supervised[0]!",
  ]),
  ...inFile("src/experiments/inference-distance/present.ts", [
    "velocity by steps, not time",
    "step * inference.stepSize",
    "step",
  ]),
  ...inFile("src/experiments/forces/present.ts", [
    "forces: the internal one has the errors' sign",
    "error.map((value) => 0 - value)",
    "error.map((value) => value)",
  ]),
  ...inFile("src/experiments/feedback-sweep/present.ts", [
    "wall one layer off",
    "roundoff[precision] * walls[i]!",
    "roundoff[precision] * (walls[i + 1] ?? 1)",
  ]),
  ...inFile("src/experiments/first-step/present.ts", [
    "prediction one step late",
    "if (step > above) return null;",
    "if (step >= above) return null;",
  ]),
  ...inFile(
    "src/experiments/train-compare/learning-algorithms.ts",
    [
      "EP tested on the feed-forward network",
      "if (energy.startsAtZeroGradient) return feedForwardOutput(linalg, problem);",
      "if (energy.startsAtZeroGradient || true) return feedForwardOutput(linalg, problem);",
    ],
    ["CHL trained with full feedback", 'dial === "gamma" ? gamma! : 1', "1"],
  ),
];
