import type { Energy } from "../energy/energy.ts";
import type { Nudge, Origin } from "../energy/state.ts";
import type { Linalg } from "../linalg/linalg.ts";
import type { Relaxation } from "./outcome.ts";
import { type InferenceSettings, type SettingsOf, type SolverName, solvers } from "./solver/registry.ts";

export type { InferenceSettings } from "./solver/registry.ts";

/** Takes an energy from one state to another, with the target acting as `nudge` says, by the solver that the settings name. */
export const relax = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  settings: InferenceSettings,
): Relaxation => dispatch(linalg, energy, from, nudge, settings);

const dispatch = <Name extends SolverName>(
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  settings: SettingsOf[Name] & { readonly solver: Name },
): Relaxation => solvers[settings.solver](linalg, energy, from, nudge, settings);
