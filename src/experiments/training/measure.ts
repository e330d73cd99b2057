import { estimatorNamed } from "../../gradient/registry.ts";
import type { CellResult } from "../../rows/cell.ts";
import { orMissing } from "../../rows/row.ts";
import type { Settings } from "../../rows/settings.ts";
import type { TrainingSettings } from "./config.ts";
import { trainingRun } from "./run.ts";

/** One network trained from its seed's start; but for backprop, each estimate beside the gradient of its own network. */
export const trainingWork = (given: Settings): CellResult => {
  const settings = given as unknown as TrainingSettings;
  const { algorithm, seed, inference, lambda } = settings;
  return trainingRun(settings, {
    estimator: estimatorNamed(algorithm),
    dial: lambda ?? 1,
    compares: () => algorithm !== "backprop",
    key: { algorithm, inference: inference?.solver ?? null, seed },
    row: ({ before, comparison }) => ({
      ...before,
      ...(comparison !== null && { cosine: orMissing(comparison.whole.cosine) }),
      ...Object.fromEntries(
        (comparison?.layers ?? []).map(({ cosine }, l) => [`cosine_${l}`, orMissing(cosine)]),
      ),
    }),
  });
};
