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
];
