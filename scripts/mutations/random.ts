import { inFile, type Mutation } from "./mutation.ts";

export const random: readonly Mutation[] = [
  ...inFile(
    "src/random/stream.ts",
    ["permutation off by one", "stream.integer(i + 1)", "stream.integer(i)"],
    ["order drawn from the stream of the parameters", "order: 2,", "order: 1,"],
  ),
];
