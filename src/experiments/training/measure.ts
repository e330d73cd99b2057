import { z } from "zod";
import { inference } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import type { Work } from "../../bench/work.ts";
import { estimatorNamed } from "../../gradient/registry.ts";
import type { CellResult } from "../../rows/cell.ts";
import { orMissing } from "../../rows/row.ts";
import { batchNotes } from "../relaxation-notes.ts";
import { runExamples, runSettings, runUses, trainingRun } from "./run.ts";

/** A backprop cell has neither inference nor λ: nothing there reads them. */
const schema = z.discriminatedUnion("algorithm", [
  runSettings.extend({ algorithm: z.literal("pc-nudge"), inference, lambda: z.number() }),
  runSettings.extend({ algorithm: z.literal("backprop") }),
]);

type Given = z.output<typeof schema>;

/** One network trained from its seed's start; but for backprop, each estimate beside the gradient of its own network. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { algorithm, seed } = settings;
  const nudged = algorithm === "backprop" ? null : settings;
  return trainingRun(laboratory, settings, {
    estimator: estimatorNamed(algorithm),
    dial: nudged?.lambda ?? 1,
    inference: nudged?.inference ?? null,
    compares: () => nudged !== null,
    key: { algorithm, inference: nudged?.inference.solver ?? null, seed },
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

const uses: Work<Given>["uses"] = (settings) =>
  runUses(settings.algorithm, settings.algorithm === "backprop" ? undefined : settings.inference);

export const training: Work<Given> = { name: "training", schema, uses, examples: runExamples, measure };
