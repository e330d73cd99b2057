import { z } from "zod";
import { openEnergyModule } from "../../modules/energy-module.ts";
import { openModule } from "../../modules/module.ts";
import { followedFiles } from "../../modules/reading.ts";
import type { Cell } from "../../rows/cell.ts";
import type { Settings } from "../../rows/settings.ts";
import { bestBackend, openBackend, type TensorFlow } from "../../tensorflow/backend.ts";
import { loadModule } from "../../tensorflow/custom/module.ts";
import { readWeights } from "../../weights/read-weights.ts";
import { fileAndOrder, orderUsed, type WeightsFile } from "../../weights/weights.ts";
import {
  customEnergy,
  type EngineIdentity,
  engine,
  fileIdentity,
  weightsIdentity as identityOfWeights,
} from "../equipment.ts";
import { openLaboratory } from "../open-laboratory.ts";
import { examinable, examineCustomEnergy } from "./examine.ts";

const askedWeights = z
  .union([z.string(), z.strictObject({ file: z.string(), order: z.array(z.string()) })])
  .nullable();

/** Equipment as `cellOf` leaves it; settings have more. */
const asked = z.looseObject({
  engine: z
    .discriminatedUnion("name", [
      z.strictObject({ name: z.literal("builtin") }),
      z.strictObject({ name: z.literal("tfjs"), backend: z.enum(["auto", "tensorflow", "wasm", "cpu"]) }),
    ])
    .optional(),
  energy: z
    .union([
      z.string(),
      z.strictObject({
        module: z.string(),
        options: z.record(z.string(), z.json()),
        files: z.array(z.string()),
      }),
    ])
    .nullish(),
  network: z.object({ weights: askedWeights }).catchall(z.json()).optional(),
  experiment: z.strictObject({ module: z.string() }).optional(),
});

type AskedWeights = z.output<typeof askedWeights>;
type AskedEnergy = Exclude<z.output<typeof asked>["energy"], string | null | undefined>;
type AskedEngine = NonNullable<z.output<typeof asked>["engine"]>;

/** Equipment as `provideEquipment` leaves it. */
const provided = z.looseObject({
  engine: engine.optional(),
  energy: z.union([z.string(), customEnergy]).optional(),
  network: z.looseObject({ weights: identityOfWeights.nullable() }).optional(),
  experiment: fileIdentity.optional(),
});

/**
 * The cells with the identity of what they are computed with: the backend that `auto` stands for here and its version, and
 * the content of files. Opens it and tries a custom energy once for each network that it meets, so that what is wrong shows
 * before any cell starts. Throws `UserError`: environment for a backend that can't be had, usage for a module or file that
 * can't be used.
 */
export const provideEquipment = async (cells: readonly Cell[]): Promise<readonly Cell[]> => {
  const backends = new Map<string, TensorFlow>();
  const energies = new Map<string, string>();
  const experiments = new Map<string, string>();
  const weights = new Map<string, WeightsFile>();
  const examined = new Set<string>();
  const laboratory = openLaboratory();

  const energyIdentity = async ({ module: file, options, files }: AskedEnergy, expressed: boolean) => {
    const key = JSON.stringify([file, files]);
    const open = expressed ? loadModule : openEnergyModule;
    const sha256 = energies.get(key) ?? (await (await open(file, files)).identity());
    energies.set(key, sha256);
    return { file, sha256, options, files };
  };

  const experimentIdentity = async (file: string) => {
    const sha256 =
      experiments.get(file) ?? (await (await openModule(file, "an experiment", followedFiles())).identity());
    experiments.set(file, sha256);
    return { file, sha256 };
  };

  const engineIdentity = async (wanted: AskedEngine): Promise<EngineIdentity> => {
    if (wanted.name === "builtin") return wanted;
    const known = backends.get(wanted.backend);
    const opened =
      known ?? (wanted.backend === "auto" ? await bestBackend() : await openBackend(wanted.backend));
    backends.set(wanted.backend, opened);
    return { name: "tfjs", backend: opened.backend, version: opened.version };
  };

  const weightsIdentity = (wanted: AskedWeights) => {
    if (wanted === null) return null;
    const { file, order } = fileAndOrder(wanted);
    const key = JSON.stringify(wanted);
    const stored = weights.get(key) ?? readWeights(file, order);
    weights.set(key, stored);
    return { file, sha256: stored.sha256, order: orderUsed(stored) };
  };

  const provide = async (given: Settings): Promise<Settings> => {
    const { engine: wanted, energy: chosen, network: net, experiment } = asked.parse(given);
    const energy = typeof chosen === "string" ? null : chosen;
    const found: Settings = {
      ...(wanted && { engine: await engineIdentity(wanted) }),
      ...(energy && { energy: await energyIdentity(energy, wanted?.name === "tfjs") }),
      ...(net && { network: { ...net, weights: weightsIdentity(net.weights) } }),
      ...(experiment && { experiment: await experimentIdentity(experiment.module) }),
    };
    if (energy) {
      const settings = { ...given, ...found };
      const key = JSON.stringify([settings.engine, settings.energy, settings.network]);
      if (!examined.has(key)) await examineCustomEnergy(laboratory, examinable.parse(settings));
      examined.add(key);
    }
    return found;
  };

  const all: Cell[] = [];
  let found: Settings = {};
  for (const [index, cell] of cells.entries()) {
    if (isNew(cells, index)) found = await provide(cell.settings);
    all.push({ ...cell, settings: { ...cell.settings, ...found } });
  }
  return all;
};

/** Whether a cell asks for other equipment than the one before: those of one config share the very same. */
const isNew = (cells: readonly Cell[], index: number): boolean => {
  const [now, before] = [cells[index]!.settings, cells[index - 1]?.settings];
  const keys = ["engine", "energy", "network", "experiment"] as const;
  return before === undefined || keys.some((key) => now[key] !== before[key]);
};

/** Of the cells that follow one another with the same equipment, the first. */
const firsts = (cells: readonly Cell[]): readonly Cell[] => cells.filter((_, index) => isNew(cells, index));

/** The name of the built-in engine. */
export const builtin = "builtin";

/** What the cells are computed with, for the manifest: `builtin`, `tfjs wasm 4.22.0`. */
export const enginesOf = (cells: readonly Cell[]): string[] => {
  const names = firsts(cells).map(({ settings }) => {
    const { engine: one } = provided.parse(settings);
    return one?.name === "tfjs" ? `tfjs ${one.backend} ${one.version}` : builtin;
  });
  return [...new Set(names)].sort();
};

/** The layers of each file of weights in the order that was used, from the input to the output, for the manifest. */
export const ordersOf = (cells: readonly Cell[]): Record<string, string[]> => {
  const files = firsts(cells).flatMap(({ settings }) => {
    const weights = provided.parse(settings).network?.weights;
    return weights ? [[weights.file, weights.order] as const] : [];
  });
  return Object.fromEntries([...new Map(files)].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** SHA-256 of each file that the cells are computed with, for the manifest. */
export const inputsOf = (cells: readonly Cell[]): Record<string, string> => {
  const files = firsts(cells).flatMap(({ settings }) => {
    const { energy, network: net, experiment } = provided.parse(settings);
    const named = [energy, net?.weights, experiment].filter((file) => typeof file === "object");
    return named.flatMap((file) => (file ? [[file.file, file.sha256] as const] : []));
  });
  return Object.fromEntries([...new Map(files)].sort(([a], [b]) => (a < b ? -1 : 1)));
};
