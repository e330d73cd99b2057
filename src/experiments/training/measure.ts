import { z } from "zod";
import { anyEnergy } from "../../bench/equipment.ts";
import { inference } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import type { Work } from "../../bench/work.ts";
import { estimatorNamed } from "../../gradient/registry.ts";
import type { CellResult } from "../../rows/cell.ts";
import { orMissing } from "../../rows/row.ts";
import { batchNotes } from "../relaxation-notes.ts";
import { runExamples, runSettings, runUses, trainingRun } from "./run.ts";

/** An estimator has the dial that it reads; a backprop cell has neither a dial nor inference: nothing there reads them. */
const schema = runSettings.extend({
  algorithm: z.string(),
  lambda: z.number().exactOptional(),
  gamma: z.number().exactOptional(),
  inference: inference.exactOptional(),
  /** A custom one, in place of the estimator's own. */
  energy: anyEnergy.exactOptional(),
});

type Given = z.output<typeof schema>;

/** One network trained from its seed's start; but for backprop, each estimate beside the gradient of its own network. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { algorithm, seed } = settings;
  const inference = settings.inference ?? null;
  return trainingRun(laboratory, settings, {
    estimator: estimatorNamed(algorithm),
    dial: settings.lambda ?? settings.gamma ?? 1,
    inference,
    compares: () => inference !== null,
    key: { algorithm, inference: inference?.solver ?? "none", seed },
    row: ({ before, comparison, ...lesson }) => ({
      ...before,
      ...(comparison !== null && { cosine: orMissing(comparison.whole.cosine) }),
      ...Object.fromEntries(
        (comparison?.layers ?? []).map(({ cosine }, l) => [`cosine_${l}`, orMissing(cosine)]),
      ),
      ...batchNotes(lesson),
    }),
  });
};

const uses: Work<Given>["uses"] = ({ algorithm, inference, energy }) => runUses(algorithm, inference, energy);

export const training: Work<Given> = { name: "training", schema, uses, examples: runExamples, measure };
