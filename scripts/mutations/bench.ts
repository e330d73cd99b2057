import { inFile, type Mutation } from "./mutation.ts";

export const bench: readonly Mutation[] = [
  ...inFile("src/experiments/inference-series.ts", [
    "cells hold what their solver does not read",
    '  solver: "euler",\n',
    '  solver: "euler",\n  maxIterations: 200,\n',
  ]),
];
