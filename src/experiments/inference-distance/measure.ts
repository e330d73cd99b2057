import { type ImageSettings as Given, imageSettings } from "../../bench/image-settings.ts";
import type { Laboratory } from "../../bench/laboratory.ts";
import { type OneImage, withOneImage } from "../../bench/one-image.ts";
import type { Work } from "../../bench/work.ts";
import { errorsOf } from "../../energy/capabilities.ts";
import type { KinkSlope } from "../../energy/kinks.ts";
import { compareGradients } from "../../gradient/compare.ts";
import { countOutcomes, type Relaxation } from "../../inference/outcome.ts";
import { relax } from "../../inference/relax.ts";
import { relaxByEuler } from "../../inference/solver/euler.ts";
import type { Matrix } from "../../linalg/linalg.ts";
import { zeroParameters } from "../../network/parameters.ts";
import type { CellResult } from "../../rows/cell.ts";
import type { Row } from "../../rows/row.ts";
import { annotated, curvatureNotes, relaxationNotes } from "../relaxation-notes.ts";

type Vectors = readonly Float64Array[];

const norm = (vectors: Vectors): number =>
  Math.sqrt(vectors.reduce((sum, v) => sum + v.reduce((s, x) => s + x * x, 0), 0));

/** Σ of weighted vectors, layer by layer. */
const sum = (...terms: readonly (readonly [number, Vectors])[]): Float64Array[] =>
  terms[0]![1].map((first, l) =>
    first.map((_, k) => {
      let total = 0;
      for (const [weight, vectors] of terms) total += weight * vectors[l]![k]!;
      return total;
    }),
  );

/** The four readings of "the distance between the backprop gradients and the change in activities" (Fig. 2B). */
export const distancesFromBackprop = (strength: number, { linalg, energy, truth }: OneImage) => {
  const copy = (matrices: readonly Matrix[]): Vectors =>
    matrices.map((m) => Float64Array.from(linalg.values(m)));
  const free = copy(energy.start);
  const gradient = copy(truth.activities);
  const estimate = zeroParameters(linalg, energy.layout);

  return {
    /** ‖(x_l − x̄_l)/time + λ ∂L/∂x_l‖ for each hidden layer: mean velocity against the BP activity gradient. */
    activityChange: (state: readonly Matrix[], time: number): number[] => {
      const change = sum([1 / time, copy(state)], [-1 / time, free], [strength, gradient]);
      return change.map((v) => norm([v]));
    },
    errors: (state: readonly Matrix[]): Vectors => linalg.scope(() => copy(errorsOf(energy, state))),
    /** √Σ_l ‖ε_l + λ ∂L/∂x_l‖². */
    errorSignal: (errors: Vectors): number => norm(sum([1, errors], [strength, gradient])),
    /** ‖(1/λ) ∂F/∂θ − ∂L/∂θ‖. */
    weightGradient: (state: readonly Matrix[], onKinks: readonly KinkSlope[]): number => {
      energy.parameterGradient(state, strength, estimate, onKinks);
      linalg.combine(1 / strength, estimate.all, 0, estimate.all, estimate.all);
      return compareGradients(linalg, estimate, truth.parameters).distance;
    },
    /** Where ‖x − x̄‖/t tends to for t → ∞: 0, at the distance ‖λ ∂L/∂x_l‖. */
    restingActivityChange: (): number[] => gradient.map((g) => Math.abs(strength) * norm([g])),
  };
};

/** One relaxation from the free phase: how far its signals are from those of backprop, at each step or at rest. */
const measure = (settings: Given, laboratory: Laboratory): CellResult => {
  const { inference, seed, lambda: strength } = settings;
  return withOneImage(laboratory, settings, (problem) => {
    const { linalg, energy } = problem;
    const measure = distancesFromBackprop(strength, problem);
    const rows: Row[] = [];
    const push = (step: number | null, metric: string, layer: string, distance: number): void => {
      rows.push({ inference: inference.solver, seed, step, layer, metric, distance });
    };
    let first: Vectors | null = null;
    const record = (
      step: number | null,
      state: typeof energy.start,
      change: readonly number[],
      onKinks: readonly KinkSlope[] = [],
    ): void => {
      const errors = measure.errors(state);
      if (step === 1) first = errors;
      change.forEach((distance, l) => {
        push(step, "activity-change", String(l + 1), distance);
      });
      push(step, "error-signal", "all", measure.errorSignal(errors));
      push(step, "weight-gradient", "all", measure.weightGradient(state, onKinks));
      if (first !== null) push(step, "published-code", "all", norm(sum([1, errors], [-1, first])));
    };
    const result = (relaxation: Relaxation): CellResult => {
      const notes = { ...curvatureNotes(linalg, energy, [strength]), ...relaxationNotes([relaxation]) };
      return {
        tables: { distances: annotated(rows, ["distance"], notes) },
        outcomes: countOutcomes([relaxation]),
      };
    };
    if (inference.solver !== "euler") {
      const relaxation = relax(linalg, energy, "start", strength, inference);
      record(null, relaxation.state, measure.restingActivityChange(), relaxation.onKinks);
      return result(relaxation);
    }
    const relaxation = relaxByEuler(linalg, energy, "start", strength, inference, (step, state) => {
      if (step > 0) record(step, state, measure.activityChange(state, step * inference.stepSize));
    });
    return result(relaxation);
  });
};

const uses: Work<Given>["uses"] = ({ inference }) => ({
  energies: ["predictive-coding"],
  solvers: [inference.solver],
});

export const inferenceDistance: Work<Given> = {
  name: "inference-distance",
  schema: imageSettings,
  uses,
  measure,
};
