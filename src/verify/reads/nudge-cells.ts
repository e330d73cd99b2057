import { parseConfig } from "../../config/parse.ts";
import { readSource } from "../../config/source.ts";
import { mnistChecksums } from "../../data/dataset.ts";
import { nudgeSweep } from "../../experiments/nudge-sweep/present.ts";
import type { Cell } from "../../rows/cell.ts";
import { configFile } from "./config-file.ts";

/** The cells of Fig. 3A's own experiment at these λ, both inferences, each once; with other fields of `inference` where given. */
export const nudgeCells = (
  lambdas: readonly number[],
  inference: Readonly<Record<string, number>> = {},
): readonly Cell[] => {
  const config = parseConfig(nudgeSweep.schema, readSource(configFile("fig3a")), [
    ...["lambda", "logLambda"].map((path) => ({ path: [path], value: lambdas, origin: "a claim" })),
    ...Object.entries(inference).map(([name, value]) => ({
      path: ["inference", name],
      value,
      origin: "a claim",
    })),
  ]);
  return nudgeSweep.cells(config, mnistChecksums);
};
