import { z } from "zod";
import { withImageBench } from "../../bench/image-bench.ts";
import { benchSettings } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import type { Work } from "../../bench/work.ts";
import { layeredFeedback } from "../../energy/layered-feedback/energy.ts";
import { geometric } from "../../energy/precisions.ts";
import { bindEnergy } from "../../energy/registry.ts";
import type { Comparison } from "../../gradient/compare.ts";
import { trueGradient } from "../../gradient/truth.ts";
import { contrastive, twoPhaseEstimate } from "../../gradient/two-phase.ts";
import { countOutcomes, type Relaxation } from "../../inference/outcome.ts";
import { roundoff } from "../../linalg/roundoff.ts";
import { sizesOf } from "../../network/description/description.ts";
import type { CellResult } from "../../rows/cell.ts";
import { finiteOrMissing, type Row } from "../../rows/row.ts";
import { annotated, relaxationNotes } from "../relaxation-notes.ts";

const schema = benchSettings.extend({ gamma: z.array(z.number()) });

type Given = z.output<typeof schema>;

/** Contrastive Hebbian learning on one network along γ: how far each layer's estimate is from backprop. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { precision, seed, network, inference, gamma: strengths } = settings;
  return withImageBench(laboratory, settings, ({ bench, twin }) => {
    const { linalg, problem } = bench;
    const truth = trueGradient(twin.bench, { truth: "backprop", energy: "layered-feedback" });
    const relaxed: Relaxation[] = [];
    const rows = strengths.flatMap((gamma): Row[] =>
      linalg.scope(() => {
        const energy = bindEnergy(linalg, layeredFeedback, problem, gamma);
        const { gradient, relaxations } = twoPhaseEstimate(linalg, energy, contrastive, inference);
        const phases = relaxations.map(({ relaxation }) => relaxation);
        relaxed.push(...phases);
        const walls = geometric(1 / gamma, sizesOf(network).length - 1);
        const row = (layer: string, { relativeDistance, cosine }: Comparison, wall: number | null): Row => ({
          precision,
          seed,
          gamma,
          layer,
          relative_error: finiteOrMissing(relativeDistance),
          cosine: finiteOrMissing(cosine),
          wall,
        });
        const errors = [
          ...twin
            .compareLayers(gradient, truth)
            .map((layer, i) => row(String(i + 1), layer, roundoff[precision] * walls[i]!)),
          row("all", twin.compare(gradient, truth), null),
        ];
        return annotated(errors, ["relative_error", "cosine"], relaxationNotes(phases));
      }),
    );
    return { tables: { errors: rows }, outcomes: countOutcomes(relaxed) };
  });
};

const uses: Work<Given>["uses"] = () => ({ energies: ["layered-feedback"], solvers: ["equilibrium"] });

export const feedbackSweep: Work<Given> = { name: "feedback-sweep", schema, uses, measure };
