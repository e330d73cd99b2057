import { parseConfig } from "../../config/parse.ts";
import { readSource } from "../../config/source.ts";
import { mnistChecksums } from "../../data/dataset.ts";
import { nudgeSweep } from "../../experiments/nudge-sweep/present.ts";
import type { Cell } from "../../rows/cell.ts";
import { configFile } from "./config-file.ts";

/** The cells of Fig. 3A's own experiment at these λ, both inferences. */
export const nudgeCells = (lambdas: readonly number[]): readonly Cell[] => {
  const overrides = [{ path: ["lambda"], value: lambdas, origin: "a claim" }];
  const config = parseConfig(nudgeSweep.schema, readSource(configFile("fig3a")), [
    ...overrides,
    { path: ["logLambda"], value: [], origin: "a claim" },
  ]);
  return nudgeSweep.cells(config, mnistChecksums);
};
