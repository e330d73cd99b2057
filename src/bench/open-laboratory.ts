import { type Dataset, openDataset } from "../data/dataset.ts";
import { exitCode, UserError } from "../errors.ts";
import { createLinalg, type Linalg, type Precision, type RealArray } from "../linalg/linalg.ts";
import { openEnergyModule } from "../modules/energy-module.ts";
import { openModule } from "../modules/module.ts";
import { followedFiles } from "../modules/reading.ts";
import type { UserModule } from "../modules/user-module.ts";
import { type Backend, openBackend, type TensorFlow } from "../tensorflow/backend.ts";
import { type LoadedModule, loadModule } from "../tensorflow/custom/module.ts";
import { readWeights } from "../weights/read-weights.ts";
import type { WeightsFile } from "../weights/weights.ts";
import type { FileIdentity, WeightsIdentity } from "./equipment.ts";
import { kernelBytes } from "./kernel-bytes.ts";
import type { Laboratory } from "./laboratory.ts";

/** A laboratory on this machine, with nothing opened yet. */
export const openLaboratory = (): Laboratory => {
  const engines = new Map<Precision, Linalg>();
  const datasets = new Map<string | null, Dataset>();
  const backends = new Map<Backend, TensorFlow>();
  const modules = new Map<string, LoadedModule>();
  const userModules = new Map<string, UserModule>();
  const weights = new Map<string, WeightsFile>();
  let last: { readonly key: string; readonly made: RealArray } | null = null;
  return {
    linalg: (precision) =>
      remembered(engines, precision, () => createLinalg(precision, kernelBytes(precision))),
    dataset: (dir) => remembered(datasets, dir, openDataset),
    tensorFlow: (backend) => opened(backends, backend),
    module: (file) => opened(modules, keyOf(file)),
    userModule: (file) => opened(userModules, keyOf(file)),
    weights: (file) => opened(weights, weightsKey(file)),
    recent: (key, make) => {
      if (last?.key !== key) last = { key, made: make() };
      return last.made;
    },
    open: async ({ engine, energy, network, experiment }) => {
      if (engine?.name === "tfjs") {
        const backend = await openBackend(engine.backend);
        requireSame(`the backend ${engine.backend} of tfjs`, engine.version, backend.version);
        backends.set(engine.backend, backend);
      }
      if (energy !== null && typeof energy === "object") {
        const key = keyOf(energy);
        if (engine?.name !== "tfjs" && !userModules.has(key)) {
          const module = await openEnergyModule(energy.file, energy.files);
          requireSame(energy.file, energy.sha256, await module.identity());
          userModules.set(key, module);
        }
        if (engine?.name === "tfjs" && !modules.has(key)) {
          const module = await loadModule(energy.file, energy.files);
          requireSame(energy.file, energy.sha256, await module.identity());
          modules.set(key, module);
        }
      }
      if (experiment !== undefined && !userModules.has(keyOf(experiment))) {
        const module = await openModule(experiment.file, "an experiment", followedFiles());
        requireSame(experiment.file, experiment.sha256, await module.identity());
        userModules.set(keyOf(experiment), module);
      }
      if (network?.weights) {
        const { file, sha256, order } = network.weights;
        const stored = remembered(weights, weightsKey(network.weights), () => readWeights(file, order));
        requireSame(file, sha256, stored.sha256);
      }
    },
    confirm: async ({ engine, energy, experiment }) => {
      if (typeof energy === "object" && energy !== null) {
        const known = engine?.name === "tfjs" ? modules : userModules;
        await requireNothingMore(
          opened<string, Pick<UserModule, "file" | "identity">>(known, keyOf(energy)),
          energy,
        );
      }
      if (experiment !== undefined)
        await requireNothingMore(opened(userModules, keyOf(experiment)), experiment);
    },
    close: () => {
      for (const dataset of datasets.values()) dataset.close();
      datasets.clear();
    },
  };
};

/** Throws `UserError` when a module has loaded something since its identity was taken. */
const requireNothingMore = async (
  { file, identity }: Pick<UserModule, "file" | "identity">,
  { sha256 }: FileIdentity,
): Promise<void> => {
  if ((await identity()) === sha256) return;
  throw new UserError(
    exitCode.usage,
    `${file}: expected a module that loads everything before it computes, found an import, or a file that was read, after that, which its identity does not know of; do it at the module's top`,
  );
};

const keyOf = ({ file, sha256 }: FileIdentity): string => `${sha256} ${file}`;

/** A file may be read in two orders. */
const weightsKey = ({ order, ...file }: WeightsIdentity): string => `${keyOf(file)} ${order.join(" ")}`;

const requireSame = (what: string, expected: string, found: string): void => {
  if (found === expected) return;
  throw new UserError(
    exitCode.usage,
    `${what}: expected it to stay as it was when the run began, found other content; run again`,
  );
};

const remembered = <Key, Value>(memory: Map<Key, Value>, key: Key, make: (key: Key) => Value): Value => {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make(key);
  memory.set(key, made);
  return made;
};

const opened = <Key, Value>(memory: ReadonlyMap<Key, Value>, key: Key): Value => {
  const value = memory.get(key);
  if (value === undefined) throw new Error(`${String(key)} has not been opened`);
  return value;
};
