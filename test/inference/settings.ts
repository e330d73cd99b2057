import type { EquilibriumSettings } from "../../src/inference/solver/equilibrium.ts";
import type { EulerSettings } from "../../src/inference/solver/euler.ts";

export const euler = (given: Partial<EulerSettings> = {}): EulerSettings => ({
  solver: "euler",
  stepSize: 0.1,
  steps: 50,
  order: "simultaneous",
  tolerance: 1e-12,
  ...given,
});

export const equilibrium = (given: Partial<EquilibriumSettings> = {}): EquilibriumSettings => ({
  solver: "equilibrium",
  tolerance: 1e-12,
  maxIterations: 200,
  readout: "errors",
  ...given,
});
