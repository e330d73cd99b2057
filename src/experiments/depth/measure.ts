import { z } from "zod";
import { imageSettings } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import { withOneImage } from "../../bench/one-image.ts";
import type { Work } from "../../bench/work.ts";
import { type Comparison, compareWholly } from "../../gradient/compare.ts";
import { oneSided, twoPhaseEstimate } from "../../gradient/two-phase.ts";
import { countOutcomes } from "../../inference/outcome.ts";
import type { CellResult } from "../../rows/cell.ts";
import { orMissing, type Row } from "../../rows/row.ts";
import { annotated, relaxationNotes } from "../relaxation-notes.ts";

const key = z.strictObject({ architecture: z.string(), depth: z.int(), width: z.int() });

const schema = imageSettings.extend({ key });

type Given = z.output<typeof schema>;

const measures = ["relative_distance", "cosine", "norm_ratio"];

/** PC-Nudge on one network: how far it is from backprop, in each layer and in all. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { inference, seed, lambda } = settings;
  return withOneImage(laboratory, settings, ({ linalg, energy, truth: { parameters: truth } }) => {
    const { gradient, relaxations } = twoPhaseEstimate(linalg, energy, oneSided(lambda), inference);
    const ended = relaxations.map(({ relaxation }) => relaxation);
    const keys = { ...settings.key, inference: inference.solver, seed };
    const numbers = ({ relativeDistance, cosine, normRatio }: Comparison): Row => ({
      relative_distance: orMissing(relativeDistance),
      cosine: orMissing(cosine),
      norm_ratio: orMissing(normRatio),
    });
    const notes = relaxationNotes(ended);
    const compared = compareWholly(linalg, gradient, truth);
    const layers = compared.layers.map((comparison, i) => ({
      ...keys,
      layer: i + 1,
      ...numbers(comparison),
    }));
    const all = { ...keys, ...numbers(compared.whole) };
    return {
      tables: {
        errors: annotated([all], measures, notes),
        layers: annotated(layers, measures, { outcome: notes.outcome }),
      },
      outcomes: countOutcomes(ended),
    };
  });
};

const uses: Work<Given>["uses"] = ({ inference }) => ({
  energies: ["predictive-coding"],
  solvers: [inference.solver],
});

export const depth: Work<Given> = { name: "depth", schema, uses, measure };
