import { z } from "zod";
import { imageSettings } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import { withOneImage } from "../../bench/one-image.ts";
import type { Work } from "../../bench/work.ts";
import { type Comparison, compareGradients, compareLayers } from "../../gradient/compare.ts";
import { oneSided, twoPhaseEstimate } from "../../gradient/two-phase.ts";
import { countOutcomes } from "../../inference/outcome.ts";
import type { CellResult } from "../../rows/cell.ts";
import { orMissing, type Row } from "../../rows/row.ts";
import { worstOutcome } from "../worst-outcome.ts";

const key = z.strictObject({ architecture: z.string(), depth: z.int(), width: z.int() });

const schema = imageSettings.extend({ key });

type Given = z.output<typeof schema>;

/** PC-Nudge on one network: how far it is from backprop, in each layer and in all. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { inference, seed, lambda } = settings;
  return withOneImage(laboratory, settings, ({ linalg, energy, truth: { parameters: truth } }) => {
    const { gradient, relaxations } = twoPhaseEstimate(linalg, energy, oneSided(lambda), inference);
    const ended = relaxations.map(({ relaxation }) => relaxation);
    const outcome = worstOutcome(ended);
    const keys = { ...settings.key, inference: inference.solver, seed };
    const numbers = ({ relativeDistance, cosine, normRatio }: Comparison): Row => {
      const found = outcome !== "diverged";
      return {
        relative_distance: found ? orMissing(relativeDistance) : null,
        cosine: found ? orMissing(cosine) : null,
        norm_ratio: found ? orMissing(normRatio) : null,
      };
    };
    const [{ residuals, steps }] = ended as [(typeof ended)[number]];
    const residual = Number.isFinite(residuals[0]) ? residuals[0]! : null;
    return {
      tables: {
        errors: [
          {
            ...keys,
            ...numbers(compareGradients(linalg, gradient, truth)),
            outcome,
            residual,
            iterations: steps[0]!,
          },
        ],
        layers: compareLayers(linalg, gradient, truth).map((comparison, i) => ({
          ...keys,
          layer: i + 1,
          ...numbers(comparison),
        })),
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
