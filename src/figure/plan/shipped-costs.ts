import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "../../package-root.ts";
import { kindCostSchema } from "../../report/result/manifest.ts";
import type { KindCost } from "../../run/kind.ts";

/** Where `npm run costs` writes what the cells of the paper's figures take. */
export const costsFile = join(packageRoot, "configs", "costs.json");

export const costsSchema = z.strictObject({
  /** `measurePace` of the machine that the times are of. */
  pace: z.number().positive(),
  /** Time of the workers in all over that of their cells: they also start, store, and share the machine with what draws. */
  around: z.number().min(1),
  kinds: z.array(kindCostSchema),
});

/**
 * The times that come with the program, as a machine of that pace (`measurePace`) would take: the first run on a machine has no
 * others to tell from.
 */
export const shippedCosts = (pace: number): readonly KindCost[] => {
  const { pace: then, around, kinds } = costsSchema.parse(JSON.parse(readFileSync(costsFile, "utf8")));
  const factor = pace / then;
  return kinds.map((kind) => ({
    ...kind,
    seconds: { mean: kind.seconds.mean * factor * around, most: kind.seconds.most * factor },
  }));
};
