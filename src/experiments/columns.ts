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
  cosine: {
    name: "cosine",
    unit: dimensionless,
    meaning: "cosine similarity of estimate and backprop gradient, all parameters as one vector",
  },
  outcome: {
    name: "outcome",
    unit: dimensionless,
    meaning: "how the relaxation ended: converged, max-steps or kink",
    role: "note",
  },
  residual: {
    name: "residual",
    unit: dimensionless,
    meaning: "norm of the remaining force ‖∂F/∂x‖",
    role: "work",
  },
  iterations: {
    name: "iterations",
    unit: dimensionless,
    meaning: "Euler steps or equilibrium sweeps taken",
    role: "work",
  },
} as const satisfies Record<string, Column>;
