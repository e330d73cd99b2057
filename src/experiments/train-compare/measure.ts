import { z } from "zod";
import { anyEnergy } from "../../bench/equipment.ts";
import { equilibrium } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import type { Work } from "../../bench/work.ts";
import { passesOf } from "../../gradient/estimator.ts";
import { estimatorNamed } from "../../gradient/registry.ts";
import { networkOf } from "../../network/description/description.ts";
import { depth } from "../../network/network.ts";
import type { CellResult } from "../../rows/cell.ts";
import { orMissing } from "../../rows/row.ts";
import { batchNotes } from "../relaxation-notes.ts";
import { runExamples, runSettings, runUses, trainingRun } from "../training/run.ts";

/** An algorithm has the settings that it reads, and no others. */
const schema = runSettings.extend({
  algorithm: z.string(),
  lambda: z.number().exactOptional(),
  gamma: z.number().exactOptional(),
  kappa: z.number().exactOptional(),
  inference: equilibrium.exactOptional(),
  /** In place of the algorithm's own. */
  energy: anyEnergy.exactOptional(),
  /** Absent for backprop, which is its own truth. */
  cosineEvery: z.int().exactOptional(),
});

type Given = z.output<typeof schema>;

/** One network trained by one algorithm from its seed's start, with the numbers of every batch before its update. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { algorithm, seed, cosineEvery } = settings;
  const estimator = estimatorNamed(algorithm);
  const layers = depth(networkOf(settings.network));
  return trainingRun(laboratory, settings, {
    estimator,
    // An estimator that reads no dial is exact at any value.
    dial: (estimator.dial === null ? undefined : settings[estimator.dial]) ?? 1,
    inference: settings.inference ?? null,
    compares: (batch) => cosineEvery !== undefined && (batch - 1) % cosineEvery === 0,
    key: { algorithm, seed },
    row: ({ before, comparison, ...lesson }, energy) => ({
      ...before,
      cosine: comparison === null ? null : orMissing(comparison.whole.cosine),
      passes: passesOf(estimator, { layers, iterations: lesson.ends.iterations ?? 0 }, energy),
      ...batchNotes(lesson),
    }),
  });
};

const uses: Work<Given>["uses"] = ({ algorithm, inference, energy }) => runUses(algorithm, inference, energy);

export const trainCompare: Work<Given> = {
  name: "train-compare",
  schema,
  uses,
  examples: runExamples,
  measure,
};
