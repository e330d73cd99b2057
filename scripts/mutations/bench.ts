import { inFile, type Mutation } from "./mutation.ts";

export const bench: readonly Mutation[] = [
  ...inFile("src/bench/cell-settings.ts", [
    "cells hold what their solver does not read",
    "{ solver, tolerance, maxIterations }",
    "{ solver, tolerance, maxIterations, stepSize }",
  ]),
];
