import { z } from "zod";
import { gridHelp } from "../../config/grid.ts";
import { parseConfig } from "../../config/parse.ts";
import type { ConfigSource } from "../../config/source.ts";
import type { WrittenField, WrittenSweep } from "./written.ts";

const values = z.union([z.array(z.unknown()), z.string(), z.number(), z.boolean()]);

const fields = z.record(z.string(), values);

/** The `sweep:` block of a config: the same as the flags. */
const sweepBlock = z.strictObject({
  lambda: values.optional().meta({ description: `nudging strengths λ: ${gridHelp}`, examples: ["1e-4..1"] }),
  vary: fields
    .optional()
    .meta({ description: "values by field", examples: [{ "inference.stepSize": [0.05, 0.1] }] }),
  zip: z
    .array(fields)
    .optional()
    .meta({ description: "fields whose values go in pairs", examples: [[{ a: [1, 2], b: [3, 4] }]] }),
  seeds: values.optional().meta({ description: "in place of the config's seeds", examples: ["0..19"] }),
});

const withBlock = z.object({ sweep: sweepBlock.optional() });

/**
 * Parts a config file into the config proper and its `sweep:` block; `sweep` is null for a file without one.
 * Throws one `UserError` (usage) with every mistake in the block.
 */
export const splitSweep = (
  source: ConfigSource,
): {
  readonly base: ConfigSource;
  readonly sweep: WrittenSweep | null;
} => {
  const { sweep } = parseConfig(withBlock, source);
  if (sweep === undefined) return { base: source, sweep: null };
  const { sweep: _, ...data } = source.data;
  const at = (...path: readonly PropertyKey[]) => source.locate(["sweep", ...path], "value").text;
  const field = (path: string, written: unknown, place: readonly PropertyKey[]): WrittenField => ({
    path,
    values: written,
    origin: at(...place),
  });
  const one = (name: "lambda" | "seeds") =>
    sweep[name] === undefined ? null : field(name, sweep[name], [name]);
  return {
    base: { ...source, data },
    sweep: {
      vary: Object.entries(sweep.vary ?? {}).map(([path, written]) => field(path, written, ["vary", path])),
      zip: (sweep.zip ?? []).map((pair, index) =>
        Object.entries(pair).map(([path, written]) => field(path, written, ["zip", index, path])),
      ),
      lambda: one("lambda"),
      seeds: one("seeds"),
    },
  };
};
