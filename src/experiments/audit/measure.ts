import { z } from "zod";
import { precision } from "../../bench/equipment.ts";
import { inference } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import type { Work } from "../../bench/work.ts";
import { energyNames } from "../../energy/registry.ts";
import { estimators } from "../../gradient/registry.ts";
import type { CellResult } from "../../rows/cell.ts";
import { truthsOf } from "../images/effort.ts";
import { firstImages, firstImagesSettings } from "../images/first-images.ts";
import { inPrecision } from "../images/images.ts";
import { audit as auditOf } from "./audit.ts";
import { controls } from "./controls.ts";
import { otherEstimators } from "./other-estimators.ts";

const schema = firstImagesSettings.extend({
  precision,
  inference,
  lambda: z.number(),
  target: z.strictObject({ cosine: z.number(), of: z.enum(["all", "layers"]) }),
  strengths: z.array(z.number()),
  longest: z.int(),
  starts: z.int(),
});

type Given = z.output<typeof schema>;

/** One network on the first training images. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { seed } = settings;
  const linalg = laboratory.linalg(settings.precision);
  const [double, single] = [laboratory.linalg("float64"), laboratory.linalg("float32")];
  return double.scope(() =>
    single.scope(() => {
      const asked = firstImages(laboratory, linalg, settings);
      const exact = linalg === double ? asked : inPrecision(double, asked);
      const { tables: own, outcomes } = auditOf(asked, exact, single, settings);
      const truths = truthsOf(exact, { truth: "backprop", energy: null });
      const tables = {
        ...own,
        estimators: otherEstimators(exact, truths, settings.target),
        controls: controls(exact, truths, seed),
      };
      const withSeed = Object.entries(tables).map(([name, rows]) => [
        name,
        rows.map((row) => ({ seed, ...row })),
      ]);
      return { tables: Object.fromEntries(withSeed), outcomes };
    }),
  );
};

const uses: Work<Given>["uses"] = ({ inference: { solver } }) => ({
  energies: energyNames,
  estimators: estimators.map(({ name }) => name),
  solvers: [...new Set([solver, "euler", "equilibrium", "minimum"])],
});

export const audit: Work<Given> = {
  name: "audit",
  schema,
  uses,
  examples: ({ dataset }) => 20 * dataset.images,
  measure,
};
