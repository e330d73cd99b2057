import { inFile, type Mutation } from "./mutation.ts";

export const random: readonly Mutation[] = [
  ...inFile(
    "src/random/stream.ts",
    ["permutation off by one", "stream.integer(i + 1)", "stream.integer(i)"],
    [
      "order drawn from the stream of the parameters",
      "startingState(purpose, seed)",
      'startingState("parameters", seed)',
    ],
  ),
  ...inFile(
    "src/random/seeding.ts",
    ["seeds in linear relation", "return z ^ (z >> 31n);", "return state;"],
    ["both words of the state alike", "splitMix64(start + gamma)", "splitMix64(start)"],
  ),
];
