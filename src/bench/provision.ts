import type { Engine, Network, OwnEnergyConfig, Precision } from "../config/fields.ts";
import { exitCode, UserError } from "../errors.ts";
import type { LossKind } from "../linalg/linalg.ts";
import { createStream } from "../random/stream.ts";
import type { Cell } from "../rows/cell.ts";
import type { Json, Settings } from "../rows/settings.ts";
import { bestBackend, openBackend, type TensorFlow } from "../tensorflow/backend.ts";
import { examineOwnEnergy } from "../tensorflow/own-examine.ts";
import { sourceHash } from "../tensorflow/own-source.ts";
import { readWeights, requireKnownTensors, requireSizes, type WeightsFile } from "../weights/weights.ts";
import { type EquipmentSettings, openEquipment, ownEnergyOf, ownStartParameters } from "./equipment.ts";
import { engineOf } from "./laboratory.ts";

/** What configs say of their equipment; each experiment has the fields that it can do with. */
export interface EquipmentConfig {
  readonly seeds?: readonly number[];
  readonly precision?: Precision;
  readonly engine?: Engine;
  readonly energy?: OwnEnergyConfig;
  readonly network?: Network;
  readonly training?: unknown;
  /** A second precision, or a second kind of inference. */
  readonly alongside?: string;
}

/** Throws `UserError` (usage) for equipment that doesn't fit together, with each field's name. */
export const checkEquipment = (config: EquipmentConfig): void => {
  const { precision, engine, energy, alongside } = config;
  const lines: string[] = [];
  if (engine?.name === "tfjs" && precision === "float64") {
    lines.push(
      "precision: expected float32 with engine.name tfjs, which has no other, found float64; write precision: float32",
    );
  }
  if (engine?.name === "builtin" && engine.backend !== "auto") {
    lines.push(
      `engine.backend: expected auto with engine.name builtin, found ${engine.backend}; write engine.name: tfjs, or leave it out`,
    );
  }
  if (engine?.name === "builtin" && energy) {
    lines.push(
      "energy: expected engine.name tfjs for an energy of one's own, found builtin; write engine.name: tfjs and precision: float32",
    );
  }
  if (energy && alongside === "float64") {
    lines.push("alongside: expected float32 or none with an energy of one's own, found float64; write none");
  }
  if (lines.length > 0) throw new UserError(exitCode.usage, lines.join("\n"));
  checkWeights(config);
};

const checkWeights = ({ network, energy, seeds = [], training }: EquipmentConfig): void => {
  if (!network?.weights) return;
  const stored = read(network.weights, network.weightOrder);
  requireSizes(stored, network.sizes);
  if (!energy) requireKnownTensors(stored);
  // Bands over seeds would show a spread of 0 that means nothing.
  if (training === undefined && seeds.length > 1) {
    throw new UserError(
      exitCode.usage,
      `seeds: expected one seed with network.weights, which leave nothing to chance, found ${seeds.length}; write seeds: [0]`,
    );
  }
};

/** The weights file of a config. */
const read = (file: string, order?: readonly string[]): WeightsFile => {
  try {
    return readWeights(file, order);
  } catch (error) {
    if (!(error instanceof UserError) || error.message.startsWith("network.")) throw error;
    throw new UserError(error.code, `network.weights: ${error.message}`);
  }
};

/**
 * The cells with the identity of what they are computed with: the backend that `auto` stands for here and its version, and
 * the content of files. Opens it and tries an energy of one's own, so that what is wrong shows before any cell starts.
 * Throws `UserError`: environment for a backend that can't be had, usage for a module or file that can't be used.
 */
export const provideEquipment = async (cells: readonly Cell[]): Promise<readonly Cell[]> => {
  const backends = new Map<string, TensorFlow>();
  const files = new Map<string, string>();
  const examined = new Set<string>();
  const hashOnce = (file: string, hash: (file: string) => string): string => {
    const known = files.get(file) ?? hash(file);
    files.set(file, known);
    return known;
  };

  const engineIdentity = async ({ precision, engine }: EquipmentConfig): Promise<Json> => {
    // A float64 series beside float32 is the built-in engine's.
    if (engine?.name !== "tfjs" || precision !== "float32") return { name: "builtin" };
    const wanted = engine.backend;
    const opened =
      backends.get(wanted) ?? (wanted === "auto" ? await bestBackend() : await openBackend(wanted));
    backends.set(wanted, opened);
    return { name: "tfjs", backend: opened.backend, version: opened.version };
  };

  const provide = async (cell: Cell): Promise<Cell> => {
    const config = cell.settings as EquipmentConfig;
    const settings: Record<string, Json> = { ...cell.settings };
    if (config.engine) settings.engine = await engineIdentity(config);
    if (config.energy) {
      const { module: file, options } = config.energy;
      settings.energy = { file, sha256: hashOnce(file, sourceHash), options: options as Settings };
    }
    if (config.network?.weights) {
      const file = config.network.weights;
      const sha256 = hashOnce(file, (path) => readWeights(path, config.network?.weightOrder).sha256);
      settings.network = { ...(cell.settings.network as Settings), weights: { file, sha256 } };
    }
    if (config.energy) await examine(settings, examined);
    return { ...cell, settings };
  };

  const provided: Cell[] = [];
  for (const cell of cells) provided.push(await provide(cell));
  return provided;
};

/** Tries an energy of one's own once for each network that it meets. */
const examine = async (settings: Settings, examined: Set<string>): Promise<void> => {
  const { engine, energy, network, loss } = settings;
  const key = JSON.stringify([engine, energy, network]);
  if (examined.has(key)) return;
  examined.add(key);
  await openEquipment(settings);
  const equipment = settings as unknown as EquipmentSettings & { readonly seed: number };
  const own = ownEnergyOf(equipment)!;
  const backend = await openBackend((engine as { backend: TensorFlow["backend"] }).backend);
  const linalg = engineOf("float32");
  linalg.scope(() => {
    const { sizes } = equipment.network;
    const parameters = ownStartParameters(linalg, own, equipment);
    const [input, target] = [linalg.matrix(1, sizes[0]!), linalg.matrix(1, sizes.at(-1)!)];
    const { uniform } = createStream(0, "energy");
    linalg.values(input).forEach((_, i, values) => {
      values[i] = uniform();
    });
    linalg.values(target)[0] = 1;
    examineOwnEnergy(backend, linalg, own, {
      network: equipment.network,
      parameters,
      input,
      target,
      loss: loss as LossKind,
    });
  });
};

/** The name of the built-in engine. */
export const builtin = "builtin";

/** What the cells are computed with, for the manifest: `builtin`, `tfjs wasm 4.22.0`. */
export const enginesOf = (cells: readonly Cell[]): string[] => {
  const names = cells.map(({ settings }) => {
    const engine = settings.engine as EquipmentSettings["engine"] & { readonly version?: string };
    return engine?.name === "tfjs" ? `tfjs ${engine.backend} ${engine.version}` : builtin;
  });
  return [...new Set(names)].sort();
};

/** SHA-256 of each file that the cells are computed with, for the manifest. */
export const inputsOf = (cells: readonly Cell[]): Record<string, string> => {
  const files = cells.flatMap(({ settings }) => {
    const { energy, network } = settings as unknown as Partial<EquipmentSettings>;
    return [energy, network?.weights].flatMap((file) => (file ? [[file.file, file.sha256] as const] : []));
  });
  return Object.fromEntries([...new Map(files)].sort(([a], [b]) => (a < b ? -1 : 1)));
};
