import type { Energy, State } from "../energy/energy.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { relaxToEquilibrium, type EquilibriumSettings } from "./equilibrium.ts";
import { relaxByEuler, type EulerSettings } from "./euler.ts";
import type { Relaxation } from "./outcome.ts";

export type InferenceSettings = EulerSettings | EquilibriumSettings;

/** Takes an energy from one state to another, with λ of the loss in it. */
export const relax = (
  linalg: Linalg,
  energy: Energy,
  from: State,
  lambda: number,
  settings: InferenceSettings,
): Relaxation =>
  settings.solver === "euler"
    ? relaxByEuler(linalg, energy, from, lambda, settings)
    : relaxToEquilibrium(linalg, energy, from, lambda, settings);
