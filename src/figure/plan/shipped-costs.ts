import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { packageRoot } from "../../package-root.ts";
import { kindCostSchema } from "../../report/result/manifest.ts";
import { type Clock, systemClock } from "../../run/clock.ts";
import type { KindCost } from "../../run/kind.ts";
import { measurePace } from "../../run/pace.ts";

/** Where `npm run costs` writes what the cells of the paper's figures take. */
export const costsFile = join(packageRoot, "configs", "costs.json");

export const costsSchema = z.strictObject({
  /** `measurePace` of the machine that the times are of. */
  pace: z.number().positive(),
  kinds: z.array(kindCostSchema),
});

/** The times that come with the program, as this machine would take: the first run on a machine has no others to tell from. */
export const shippedCosts = (clock: Pick<Clock, "now"> = systemClock): readonly KindCost[] => {
  const { pace, kinds } = costsSchema.parse(JSON.parse(readFileSync(costsFile, "utf8")));
  const factor = measurePace(clock) / pace;
  return kinds.map((kind) => ({
    ...kind,
    seconds: { mean: kind.seconds.mean * factor, most: kind.seconds.most * factor },
  }));
};
