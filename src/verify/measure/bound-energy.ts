import type { Energy } from "../../energy/energy.ts";
import { bindEnergy, type EnergyName, energies } from "../../energy/registry.ts";
import type { State } from "../../energy/state.ts";
import type { Bench } from "../../gradient/estimator.ts";
import { freeState } from "../../inference/free-state.ts";

/** An energy of the registry on a bench. */
export const energyOn = ({ linalg, problem }: Bench, name: EnergyName, feedback = 1): Energy =>
  bindEnergy(linalg, energies[name], problem, feedback);

/** Where an energy rests without a nudge, as far as the inference of the bench goes. */
export const freePhaseOf = ({ linalg, inference }: Bench, energy: Energy): State =>
  freeState(linalg, energy, inference);
