import type { InferenceSettings } from "../bench/image-settings.ts";
import type { Uses } from "../bench/work.ts";

/**
 * What a cell on one image is computed with. The free phase of an energy that has to be relaxed to it is looked for at rest,
 * whatever the nudged one is relaxed by; no other than predictive coding has it without.
 */
export const usesOfEnergy = (energy: unknown, { solver }: Pick<InferenceSettings, "solver">): Uses => ({
  energies: typeof energy === "string" ? [energy] : [],
  solvers: energy === "predictive-coding" || solver === "equilibrium" ? [solver] : [solver, "equilibrium"],
});
