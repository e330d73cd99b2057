import type { CustomEnergyConfig, EnergyConfig, Engine, Network } from "../../config/fields.ts";
import { networkOf } from "../../network/description/description.ts";
import type { Cell } from "../../rows/cell.ts";
import type { Json, Settings } from "../../rows/settings.ts";
import type { EngineIdentity, Equipment } from "../equipment.ts";
import type { Chosen, Work } from "../work.ts";

/** Equipment as a config asks for it: names and paths, which `provideEquipment` replaces by versions and checksums. */
interface AskedEquipment {
  readonly engine: AskedEngine;
  readonly energy: EnergyConfig | CustomEnergyConfig;
  readonly network: Network;
}

type AskedEngine =
  | Extract<EngineIdentity, { name: "builtin" }>
  | { name: "tfjs"; backend: Engine["backend"] };

/** A work's settings with their equipment as a config asks for it. */
type Asked<Given> = {
  readonly [Key in keyof Given]: Key extends keyof AskedEquipment ? AskedEquipment[Key] : Given[Key];
};

/** A cell of a work; its settings are checked against the work's schema here by their type, and in the worker by their value. */
export type CellOf = <Given extends Equipment>(
  work: Work<Given>,
  settings: Asked<Given> & Chosen<Given> & Settings,
  label: string,
) => Cell;

/**
 * Makes the cells of a plan: what a network is made of is found once, however many cells share it, and cells that are computed with the
 * same entries of registries share their list.
 */
export const cellMaker = (): CellOf => {
  const networkParts = new WeakMap<Network, readonly string[]>();
  const partsOfNetwork = (network: Network): readonly string[] => {
    const found = networkParts.get(network) ?? findParts(network);
    networkParts.set(network, found);
    return found;
  };
  const lists = new Map<string, readonly string[]>();
  const shared = (list: readonly string[]): readonly string[] => {
    const text = list.join("\n");
    const known = lists.get(text) ?? list;
    lists.set(text, known);
    return known;
  };
  return ({ name, uses, examples = () => 1 }, settings, label) => {
    const { energies = [], estimators = [], solvers = [], writesWeights = false } = uses(settings);
    const { engine, energy, network, inference, dataset }: Settings = settings;
    return {
      work: name,
      settings,
      uses: shared([
        ...energies.map((energy) => `energy ${energy}`),
        ...estimators.map((estimator) => `estimator ${estimator}`),
        ...solvers.map((solver) => `solver ${solver}`),
        ...(settings.network === undefined ? [] : partsOfNetwork(settings.network)),
        ...(fieldOf(engine, "name") === "tfjs" ? ["engine tfjs"] : []),
        ...(fieldOf(engine, "name") === "builtin" && isMapping(energy) ? ["local energy"] : []),
        ...(fieldOf(network, "weights") || writesWeights ? ["stored weights"] : []),
      ]),
      label,
      effort: examples(settings) * imagesOf(dataset) * passesOf(inference),
    };
  };
};

const isMapping = (value: Json | undefined): value is Settings =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const fieldOf = (value: Json | undefined, key: string): Json | undefined =>
  isMapping(value) ? value[key] : undefined;

/** The images that one cell is measured on. */
const imagesOf = (dataset: Json | undefined): number => {
  const images = fieldOf(dataset, "images");
  return Array.isArray(images) ? images.length : 1;
};

/** The activations and the kinds of connections of a network; linear is every output, and what stands before most maps. */
const findParts = (network: Network): readonly string[] => {
  const { activation, layers } = networkOf(network);
  const incoming = layers.flatMap((layer) => layer.incoming);
  const activations = [
    "linear",
    activation,
    ...layers.map((layer) => layer.activation),
    ...incoming.map(({ before }) => before),
  ];
  return [
    ...new Set([
      ...activations.map((kind) => `activation ${kind}`),
      ...incoming.map(({ map }) => `connection ${map.kind}`),
    ]),
  ];
};

/** A solver that stops by itself is taken to need as many passes as fifty Euler steps; without inference there is backprop. */
const passesOf = (inference: Json | undefined): number => {
  if (inference === undefined) return 3;
  const steps = fieldOf(inference, "steps");
  return 2 * (typeof steps === "number" ? steps : 50);
};

export const builtinEngine = { name: "builtin" } as const;

/** The engine of a series in `precision`: tfjs has float32 alone, so that a float64 series beside it is the built-in engine's. */
export const engineAsked = ({ name, backend }: Engine, precision: string): AskedEngine =>
  name === "tfjs" && precision === "float32" ? { name, backend } : builtinEngine;
