import { inFile, type Mutation } from "./mutation.ts";

export const training: readonly Mutation[] = [
  ...inFile("src/training/momentum.ts", [
    "reduction ignored",
    'settings.reduction === "sum" ? batch : 1',
    "1",
  ]),
  ...inFile("src/training/evaluate.ts", [
    "ties go to the last",
    "values[from + k]! > values[from + best]!",
    "values[from + k]! >= values[from + best]!",
  ]),
  ...inFile(
    "src/training/train.ts",
    [
      "always the first batch",
      "shuffled.subarray(from, from + schedule.batchSize)",
      "shuffled.subarray(0, schedule.batchSize)",
    ],
    [
      "the first epoch alone in a new order",
      "const shuffled = permutation(schedule.images, order);",
      "const shuffled = epoch === 1 ? permutation(schedule.images, order) : Uint32Array.from({ length: schedule.images }, (_, i) => i);",
    ],
  ),
  ...inFile(
    "src/training/checkpoint.ts",
    [
      "a resumed run begins without momentum",
      "  linalg.values(velocity).set(kept.velocity);",
      "  linalg.values(velocity).set(kept.velocity.map(() => 0));",
    ],
    [
      "a resumed run begins with the first parameters",
      "  linalg.values(parameters).set(kept.parameters);",
      "",
    ],
  ),
  ...inFile("src/training/learn.ts", [
    "EP measured on the feed-forward network",
    "known ?? evaluated(freeState(estimate) ?? freeOutput(bench, estimator, dial))",
    'known ?? evaluated(freeOutput(bench, { ...estimator, freePhase: "feed-forward" }, dial))',
  ]),
];
