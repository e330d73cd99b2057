import { estimatorNamed } from "../../gradient/registry.ts";
import type { CellResult } from "../../rows/cell.ts";
import { orMissing } from "../../rows/row.ts";
import type { Settings } from "../../rows/settings.ts";
import { trainingRun } from "../training/run.ts";
import type { CompareSettings } from "./present.ts";

/** One network trained by one algorithm from its seed's start, with the numbers of every batch before its update. */
export const trainCompareWork = (given: Settings): CellResult => {
  const settings = given as unknown as CompareSettings;
  const { algorithm, seed, cosineEvery } = settings;
  const estimator = estimatorNamed(algorithm);
  return trainingRun(settings, {
    estimator,
    // An estimator that reads no dial is exact at any value.
    dial: (estimator.dial === null ? undefined : settings[estimator.dial]) ?? 1,
    compares: (batch) => cosineEvery !== undefined && (batch - 1) % cosineEvery === 0,
    key: { algorithm, seed },
    row: ({ before, comparison, iterations }) => ({
      ...before,
      cosine: comparison === null ? null : orMissing(comparison.whole.cosine),
      sweeps: Math.max(1, iterations),
    }),
  });
};
