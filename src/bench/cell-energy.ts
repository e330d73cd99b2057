import { localOfModule } from "../energy/local/module.ts";
import { localRecord } from "../energy/local/record.ts";
import type { EnergyEngine, EnergyRecord } from "../energy/problem.ts";
import { energies } from "../energy/registry.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { networkOf } from "../network/description/description.ts";
import type { Parameters } from "../network/parameters.ts";
import { type CustomEnergy, energyOfModule } from "../tensorflow/custom/energy.ts";
import { tensorFlowEnergies } from "../tensorflow/registry.ts";
import type { CustomEnergyIdentity, EnergyIdentity, EngineIdentity, NetworkSettings } from "./equipment.ts";
import type { Laboratory } from "./laboratory.ts";
import { customStartParameters, startParameters } from "./start-parameters.ts";

/** The engine that binds a cell's energies; undefined for the built-in one. */
export const energyEngine = (laboratory: Laboratory, engine: EngineIdentity): EnergyEngine | undefined =>
  engine.name === "tfjs" ? tensorFlowEnergies(laboratory.tensorFlow(engine.backend)) : undefined;

interface MayHaveEnergy {
  readonly engine: EngineIdentity;
  readonly energy?: EnergyIdentity | CustomEnergyIdentity;
  readonly network: NetworkSettings;
  readonly seed: number;
}

/** What a cell's settings say of its energy. */
export interface CellEnergy {
  /** In the place of an estimator's own; undefined where they name none. */
  readonly record: EnergyRecord | undefined;
  /** Its TensorFlow.js expression, where it has one: then there is float32 alone. */
  readonly expressed: CustomEnergy | null;
  /** θ at the start. */
  readonly start: (linalg: Linalg) => Parameters;
}

/** The energy of a cell: one of the registry, a local one, or one of TensorFlow.js. */
export const energyOf = (laboratory: Laboratory, settings: MayHaveEnergy): CellEnergy => {
  const { engine, energy } = settings;
  const start = (linalg: Linalg): Parameters => startParameters(laboratory, linalg, settings);
  if (energy === null || energy === undefined) return { record: undefined, expressed: null, start };
  if (typeof energy === "string") return { record: energies[energy], expressed: null, start };
  const network = networkOf(settings.network);
  if (engine.name === "builtin") {
    const local = localOfModule(laboratory.userModule(energy), network, energy.options);
    return { record: localRecord(local, energy.file), expressed: null, start };
  }
  const backend = laboratory.tensorFlow(engine.backend);
  const expressed = energyOfModule(backend, laboratory.module(energy), network, energy.options);
  return {
    record: expressed.record,
    expressed,
    start: (linalg) => customStartParameters(laboratory, linalg, expressed, settings),
  };
};
