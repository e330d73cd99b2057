import type { Energy } from "../energy/energy.ts";
import type { Nudge, Origin } from "../energy/state.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { type EquilibriumSettings, relaxToEquilibrium } from "./equilibrium.ts";
import { type EulerSettings, relaxByEuler } from "./euler.ts";
import type { Relaxation } from "./outcome.ts";

export type InferenceSettings = EulerSettings | EquilibriumSettings;

/** Takes an energy from one state to another, with the target acting as `nudge` says. */
export const relax = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  settings: InferenceSettings,
): Relaxation =>
  settings.solver === "euler"
    ? relaxByEuler(linalg, energy, from, nudge, settings)
    : relaxToEquilibrium(linalg, energy, from, nudge, settings);
