import type { EnergyEngine } from "../energy/problem.ts";
import { networkOf } from "../network/description/description.ts";
import { type CustomEnergy, energyOfModule } from "../tensorflow/custom/energy.ts";
import { tensorFlowEnergies } from "../tensorflow/registry.ts";
import type { CustomEnergyIdentity, EngineIdentity, NetworkSettings } from "./equipment.ts";
import type { Laboratory } from "./laboratory.ts";

/** The engine that binds a cell's energies; undefined for the built-in one. */
export const energyEngine = (laboratory: Laboratory, engine: EngineIdentity): EnergyEngine | undefined =>
  engine.name === "tfjs" ? tensorFlowEnergies(laboratory.tensorFlow(engine.backend)) : undefined;

interface MayHaveCustomEnergy {
  readonly engine: EngineIdentity;
  readonly energy: CustomEnergyIdentity;
  readonly network: NetworkSettings;
}

/** The cell's custom energy; null where it has none. */
export const customEnergyOf = (
  laboratory: Laboratory,
  { engine, energy, network }: MayHaveCustomEnergy,
): CustomEnergy | null => {
  if (energy === null) return null;
  if (engine.name !== "tfjs") throw new Error("a custom energy needs the engine tfjs");
  const backend = laboratory.tensorFlow(engine.backend);
  return energyOfModule(backend, laboratory.module(energy), networkOf(network), energy.options);
};
