import { outcomesFromWorst } from "../inference/outcome.ts";
import { sampleCount } from "../rows/sample-counts.ts";
import type { Column } from "../rows/table.ts";

const dimensionless = "dimensionless";

/** Columns that several experiments have, described once. */
export const columns = {
  inference: {
    name: "inference",
    unit: dimensionless,
    meaning: "solver of the inference: euler or equilibrium",
    role: "key",
  },
  seed: { name: "seed", unit: dimensionless, meaning: "seed of the random initialisation", role: "key" },
  step: {
    name: "step",
    unit: dimensionless,
    meaning: "Euler step, 0 at the free phase; empty for the equilibrium, which has none",
    role: "key",
  },
  lambda: {
    name: "lambda",
    unit: dimensionless,
    meaning: "nudging strength λ of the supervised loss",
    role: "key",
  },
  batch: { name: "batch", unit: dimensionless, meaning: "number of the training batch, from 1", role: "key" },
  gradientDistance: {
    name: "gradient_distance",
    unit: dimensionless,
    meaning: "Euclidean distance of the estimate from the backprop gradient, over all weights and biases",
  },
  relativeDistance: {
    name: "relative_distance",
    unit: dimensionless,
    meaning: "gradient_distance divided by the Euclidean norm of the backprop gradient",
  },
  equilibriumDistance: {
    name: "equilibrium_distance",
    unit: dimensionless,
    meaning: "distance of the relaxed state from the free phase, Σ over hidden layers of ‖x − x̄‖",
  },
  sidesChanged: {
    name: "sides_changed",
    unit: dimensionless,
    meaning:
      "units whose argument has another sign than at the free phase; those that rest on their kinks are on neither side; empty without kinks",
  },
  cosine: {
    name: "cosine",
    unit: dimensionless,
    meaning: "cosine similarity of estimate and backprop gradient, all parameters as one vector",
  },
  outcome: {
    name: "outcome",
    unit: dimensionless,
    meaning:
      "how the relaxation ended, of several phases the worst: diverged, saddle, max-steps, not-arrived, rounding, kink or converged",
    role: "note",
  },
  rounding: {
    name: "rounding",
    unit: dimensionless,
    meaning:
      "predicted rounding of what the estimate is read from, relative: the largest u ‖x‖ / ‖λ ∂L/∂x‖ of any layer, u the unit roundoff; 0 where errors are read",
    role: "note",
  },
  largestCurvature: {
    name: "largest_curvature",
    unit: dimensionless,
    meaning: "λ_max, the largest eigenvalue of ∂²F/∂x² at the free phase",
  },
  largestStep: {
    name: "largest_step",
    unit: dimensionless,
    meaning: "2 / λ_max: Euler's method is stable for smaller steps; empty where F has no curvature",
  },
  minima: {
    name: "minima",
    unit: dimensionless,
    meaning:
      "different minima that the solver minimum found, a lower bound of how many there are; empty beside it",
    role: "note",
  },
  truth: {
    name: "truth",
    unit: dimensionless,
    meaning:
      "where the true gradient comes from: backprop; free phase, differentiated through its formula; differences; or differences across a kink, which are no derivative",
    role: "note",
  },
  residual: {
    name: "residual",
    unit: dimensionless,
    meaning: "norm of the remaining force ‖∂F/∂x‖, of several phases the largest",
    role: "work",
  },
  iterations: {
    name: "iterations",
    unit: dimensionless,
    meaning: "Euler steps or equilibrium sweeps taken, all phases together",
    role: "work",
  },
} as const satisfies Record<string, Column>;

/** What the rows of training batches say of inference, their work last; empty where nothing relaxes. */
export const batchColumns: readonly Column[] = [
  { ...columns.outcome, meaning: `${columns.outcome.meaning}; the worst of the batch` },
  ...outcomesFromWorst.map(
    (outcome): Column => ({
      name: sampleCount(outcome),
      unit: dimensionless,
      meaning: `samples of the batch that ended as ${outcome}`,
      role: "note",
    }),
  ),
  { ...columns.rounding, meaning: `${columns.rounding.meaning}; the largest of the batch` },
  { ...columns.residual, meaning: "norm of the remaining force ‖∂F/∂x‖, the largest of the batch" },
  { ...columns.iterations, meaning: `${columns.iterations.meaning}, a mean over the batch` },
];

/** What the rows of an experiment that relaxes say of it, its measures before, its work last. */
export const relaxationColumns: readonly Column[] = [
  columns.largestCurvature,
  columns.largestStep,
  columns.outcome,
  columns.rounding,
  columns.residual,
  columns.iterations,
];
