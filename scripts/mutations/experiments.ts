import { inFile, type Mutation } from "./mutation.ts";

export const experiments: readonly Mutation[] = [
  ...inFile("src/experiments/energy-evolution/measure.ts", [
    "supervised energy without λ",
    "supervised: strength * supervised[0]!",
    "supervised: supervised[0]!",
  ]),
  ...inFile("src/experiments/inference-distance/measure.ts", [
    "velocity by steps, not time",
    "step * inference.stepSize",
    "step",
  ]),
  ...inFile("src/experiments/forces/measure.ts", [
    "forces: the internal one has the errors' sign",
    "error.map((value) => 0 - value)",
    "error.map((value) => value)",
  ]),
  ...inFile("src/experiments/feedback-sweep/measure.ts", [
    "wall one layer off",
    "roundoff[precision] * walls[i]!",
    "roundoff[precision] * (walls[i + 1] ?? 1)",
  ]),
  ...inFile("src/experiments/first-step/measure.ts", [
    "prediction one step late",
    "if (step > above) return null;",
    "if (step >= above) return null;",
  ]),
  ...inFile("src/experiments/train-compare/measure.ts", [
    "CHL trained with full feedback",
    "(estimator.dial === null ? undefined : settings[estimator.dial]) ?? 1",
    "1",
  ]),
];
