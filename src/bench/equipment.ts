import type { EnergyEngine } from "../energy/problem.ts";
import { exitCode, UserError } from "../errors.ts";
import type { Linalg, Precision } from "../linalg/linalg.ts";
import { type Initialisation, initialise } from "../network/initialise.ts";
import { type Network, type Parameters, zeroParameters } from "../network/network.ts";
import { createStream } from "../random/stream.ts";
import type { Json, Settings } from "../rows/settings.ts";
import { type Backend, openBackend, type TensorFlow } from "../tensorflow/backend.ts";
import { type OwnEnergy, ownEnergy } from "../tensorflow/own-energy.ts";
import { type LoadedModule, loadModule } from "../tensorflow/own-module.ts";
import { sourceHash } from "../tensorflow/own-source.ts";
import { tensorFlowEnergies } from "../tensorflow/registry.ts";
import { readWeights, storedParameters, type WeightsFile } from "../weights/weights.ts";

// What a cell may be computed with beside the built-in engine: another engine, an energy of one's own, stored weights.

/** A file, and the content that it had when the cells were made. */
export interface FileIdentity {
  readonly file: string;
  readonly sha256: string;
}

/** The part of a cell's settings that says what it is computed with. Absent: the built-in engine, random weights. */
export interface EquipmentSettings {
  readonly precision: Precision;
  readonly engine?: { readonly name: "builtin" } | { readonly name: "tfjs"; readonly backend: Backend };
  readonly energy?: (FileIdentity & { readonly options: Settings }) | null;
  readonly network: Network & {
    readonly initialisation: Initialisation;
    readonly weights?: FileIdentity | null;
    readonly weightOrder?: readonly string[] | undefined;
  };
}

// A worker opens each once, before its first cell that needs it.
const backends = new Map<Backend, TensorFlow>();
const modules = new Map<string, LoadedModule>();
const weights = new Map<string, WeightsFile>();

/** Opens what the cell is computed with. Throws `UserError` when it isn't there, or isn't what it was. */
export const openEquipment = async (given: Settings): Promise<void> => {
  const { engine, energy, network } = given as unknown as Partial<EquipmentSettings>;
  if (engine?.name === "tfjs") backends.set(engine.backend, await openBackend(engine.backend));
  if (energy) {
    requireSame(energy, sourceHash(energy.file));
    const key = keyOf(energy);
    if (!modules.has(key)) modules.set(key, await loadModule(energy.file));
  }
  if (network?.weights) {
    const key = weightsKey(network);
    const stored = weights.get(key) ?? readWeights(network.weights.file, network.weightOrder);
    requireSame(network.weights, stored.sha256);
    weights.set(key, stored);
  }
};

const keyOf = ({ file, sha256 }: FileIdentity): string => `${sha256} ${file}`;

/** The same file may be read in two orders. */
const weightsKey = ({ weights: file, weightOrder }: Partial<EquipmentSettings["network"]>): string =>
  `${keyOf(file!)} ${weightOrder?.join(" ") ?? ""}`;

const requireSame = ({ file, sha256 }: FileIdentity, found: string): void => {
  if (found === sha256) return;
  throw new UserError(
    exitCode.usage,
    `${file}: expected the file to stay as it was when the run began, found other content; run again`,
  );
};

/** The engine that binds the cell's energies; undefined for the built-in one. */
export const energyEngineOf = ({ engine }: Pick<EquipmentSettings, "engine">): EnergyEngine | undefined =>
  engine?.name === "tfjs" ? tensorFlowEnergies(opened(backends, engine.backend)) : undefined;

/** The cell's own energy; null where it has none. */
export const ownEnergyOf = ({ engine, energy, network }: EquipmentSettings): OwnEnergy | null => {
  if (!energy) return null;
  if (engine?.name !== "tfjs") throw new Error("an energy of one's own needs the engine tfjs");
  return ownEnergy(
    opened(backends, engine.backend),
    opened(modules, keyOf(energy)),
    network,
    energy.options as Readonly<Record<string, Json>>,
  );
};

/** The weights and biases that the cell starts from: stored ones, or random ones of its seed. */
export const startParameters = (
  linalg: Linalg,
  { network, seed }: Pick<EquipmentSettings, "network"> & { readonly seed: number },
): Parameters =>
  network.weights
    ? storedParameters(linalg, opened(weights, weightsKey(network)).network)
    : initialise(linalg, network, network.initialisation, createStream(seed, "parameters"));

/** The same, with the further parameters of an energy of one's own: stored ones of their names, or random ones. */
export const ownStartParameters = (
  linalg: Linalg,
  own: OwnEnergy,
  settings: Pick<EquipmentSettings, "network"> & { readonly seed: number },
): Parameters => {
  const layered = startParameters(linalg, settings);
  const parameters = zeroParameters(linalg, own.layout);
  linalg.values(parameters.all).set(linalg.values(layered.all));
  own.initialise(linalg, parameters, createStream(settings.seed, "energy").uniform);
  const stored = settings.network.weights;
  if (!stored) return parameters;
  const { others } = opened(weights, weightsKey(settings.network)).network;
  own.others.forEach(({ name, shape }, i) => {
    const tensor = others.get(name);
    if (tensor === undefined) return;
    if (`${tensor.shape}` !== `${shape}`) {
      const [wanted, found] = [shape, tensor.shape].map((list) => `[${list.join(", ")}]`);
      throw new UserError(
        exitCode.usage,
        `${stored.file}: expected ${wanted} in ${name}, as ${own.module.file} has it, found ${found}`,
      );
    }
    linalg.values(parameters.others[i]!).set(tensor.values);
  });
  return parameters;
};

const opened = <Key, Value>(memory: ReadonlyMap<Key, Value>, key: Key): Value => {
  const value = memory.get(key);
  if (value === undefined) throw new Error(`${String(key)} has not been opened`);
  return value;
};
