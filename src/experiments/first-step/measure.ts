import { z } from "zod";
import { imageSettings } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import { withOneImage } from "../../bench/one-image.ts";
import type { Work } from "../../bench/work.ts";
import { compareLayers } from "../../gradient/compare.ts";
import type { Outcome } from "../../inference/outcome.ts";
import { relaxByEuler } from "../../inference/solver/euler.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { matricesOf, type Parameters, zeroParameters } from "../../network/parameters.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";

const schema = imageSettings.omit({ inference: true }).extend({ stepSize: z.number(), steps: z.int() });

type Given = z.output<typeof schema>;

/** ‖W_{l−1}, b_{l−1}‖ for each layer l = 1 … L. */
const layerNorms = (linalg: Linalg, gradient: Parameters): number[] =>
  gradient.layers.map((layer) => {
    const numbers = matricesOf(layer).flatMap((matrix) => Array.from(linalg.values(matrix)));
    return Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0));
  });

/** What theory says of layer l at a step: nothing before the wave arrives at step L − l, then η^{L−l}, later no word. */
const predictedRatio = (stepSize: number, step: number, above: number): number | null => {
  if (step > above) return null;
  return step < above ? 0 : Array.from({ length: above }).reduce<number>((power) => power * stepSize, 1);
};

/** What a relaxation that ended with this step would say of itself. */
const notesAt = (step: number, hidden: number, residual: number, finite: boolean) => {
  const outcome: Outcome = !finite ? "diverged" : step < hidden ? "not-arrived" : "max-steps";
  return { outcome, residual: Number.isFinite(residual) ? residual : null, iterations: step };
};

/** Euler steps from the free phase: at each, how the estimate (1/λ) ∂F/∂θ of each layer compares with backprop. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { seed, lambda: strength, stepSize, steps } = settings;
  const inference = { solver: "euler", stepSize, steps, order: "simultaneous", tolerance: 0 } as const;
  return withOneImage(laboratory, settings, ({ linalg, energy, truth }) => {
    const estimate = zeroParameters(linalg, energy.layout);
    const layers = energy.layout.layers.length;
    const sizes = layerNorms(linalg, truth.parameters);
    const rows: Row[] = [];
    const force = energy.start.map((x) => linalg.matrix(x.rows, x.columns));
    relaxByEuler(linalg, energy, "start", strength, inference, (step, state) => {
      energy.parameterGradient(state, strength, estimate);
      linalg.combine(1 / strength, estimate.all, 0, estimate.all, estimate.all);
      const norms = layerNorms(linalg, estimate);
      energy.force(state, strength, force);
      const residual = Math.sqrt(
        force.flatMap((f) => Array.from(linalg.values(f))).reduce((sum, value) => sum + value * value, 0),
      );
      const finite = norms.every(Number.isFinite);
      const notes = notesAt(step, energy.start.length, residual, finite);
      compareLayers(linalg, estimate, truth.parameters).forEach(({ cosine }, l) => {
        rows.push({
          seed,
          step_size: stepSize,
          step,
          layer: String(l + 1),
          ratio: finite ? norms[l]! / sizes[l]! : null,
          cosine: finite && Number.isFinite(cosine) ? cosine : null,
          predicted: predictedRatio(stepSize, step, layers - 1 - l),
          ...notes,
        });
      });
    });
    // The estimate is read on the way, so that how far the relaxation came in the end is no outcome of it.
    return { tables: { ratios: rows }, outcomes: {} };
  });
};

const uses: Work<Given>["uses"] = () => ({ energies: ["predictive-coding"], solvers: ["euler"] });

export const firstStep: Work<Given> = { name: "first-step", schema, uses, measure };
