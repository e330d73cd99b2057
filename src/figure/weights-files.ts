import { exitCode, UserError } from "../errors.ts";
import { weightsTable } from "../experiments/trained-weights.ts";
import { fileStem } from "../report/table.ts";
import type { Figure } from "./figure.ts";

/**
 * The figures with their trained networks beside the other files: `<figure>-pc-nudge-euler-seed0.safetensors`.
 * Throws `UserError` (usage) for a figure that trains none.
 */
export const withWeights = (figures: readonly Figure[]): Figure[] =>
  figures.map((figure) => {
    const { name, experiment, more } = figure;
    if (!("training" in figure.config)) {
      throw new UserError(
        exitCode.usage,
        `--save-weights: expected an experiment that trains networks, found ${experiment.name} (${name}); leave the flag out`,
      );
    }
    return {
      ...figure,
      more: async (tables, rowsOf) => {
        const files = rowsOf(weightsTable).map(({ algorithm, inference, seed, safetensors }) => {
          const parts = [fileStem(name), algorithm, inference, `seed${seed}`].filter((part) => part != null);
          return [`${parts.join("-")}.safetensors`, Buffer.from(String(safetensors), "base64")] as const;
        });
        return { ...((await more?.(tables, rowsOf)) ?? {}), ...Object.fromEntries(files) };
      },
    };
  });
