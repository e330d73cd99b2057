import type { Energy } from "../../energy/energy.ts";
import type { Nudge, Origin } from "../../energy/state.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import type { Relaxation } from "../outcome.ts";
import { type EquilibriumSettings, relaxToEquilibrium } from "./equilibrium.ts";
import { type EulerSettings, relaxByEuler } from "./euler.ts";
import { type MinimumSettings, relaxToMinimum } from "./minimum.ts";

/** Takes an energy from one state to another, with the target acting as `nudge` says. Never throws: the outcomes say how it ended. */
export type Solver<Settings> = (
  linalg: Linalg,
  energy: Energy,
  from: Origin,
  nudge: Nudge,
  settings: Settings,
) => Relaxation;

export interface SettingsOf {
  readonly euler: EulerSettings;
  readonly equilibrium: EquilibriumSettings;
  readonly minimum: MinimumSettings;
}

export type SolverName = keyof SettingsOf;

/** The solvers by name. To add one: write `solver/<name>.ts`, and a line here and in `SettingsOf`. */
export const solvers: { readonly [Name in SolverName]: Solver<SettingsOf[Name]> } = {
  euler: relaxByEuler,
  equilibrium: relaxToEquilibrium,
  minimum: relaxToMinimum,
};

export type InferenceSettings = SettingsOf[SolverName];
