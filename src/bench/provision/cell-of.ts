import { z } from "zod";
import type { CustomEnergyConfig, EnergyConfig, Engine, Network } from "../../config/fields.ts";
import { networkOf } from "../../network/description/description.ts";
import type { Cell } from "../../rows/cell.ts";
import type { Settings } from "../../rows/settings.ts";
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
export const cellOf = <Given extends Equipment>(
  { name, uses, examples = () => 1 }: Work<Given>,
  settings: Asked<Given> & Chosen<Given> & Settings,
  label: string,
): Cell => {
  const { energies = [], estimators = [], solvers = [], writesWeights = false } = uses(settings);
  const { engine, energy, network, inference, dataset } = equipped.parse(settings);
  return {
    work: name,
    settings,
    uses: [
      ...energies.map((energy) => `energy ${energy}`),
      ...estimators.map((estimator) => `estimator ${estimator}`),
      ...solvers.map((solver) => `solver ${solver}`),
      ...(settings.network === undefined ? [] : partsOfNetwork(settings.network)),
      ...(engine?.name === "tfjs" ? ["engine tfjs"] : []),
      ...(engine?.name === "builtin" && energy ? ["local energy"] : []),
      ...(network?.weights || writesWeights ? ["stored weights"] : []),
    ],
    label,
    effort:
      examples(settings) * (Array.isArray(dataset?.images) ? dataset.images.length : 1) * passesOf(inference),
  };
};

/** The activations and the kinds of connections of a network; linear is every output, and what stands before most maps. */
const partsOfNetwork = (network: Network): readonly string[] => {
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
const passesOf = (inference: z.output<typeof relaxing>): number =>
  inference === undefined ? 3 : 2 * (inference.steps ?? 50);

const relaxing = z.object({ steps: z.number().optional() }).optional();

const equipped = z.object({
  engine: z.object({ name: z.string() }).optional(),
  energy: z.union([z.string().transform(() => null), z.looseObject({})]).nullish(),
  network: z.object({ weights: z.unknown() }).optional(),
  dataset: z.object({ images: z.union([z.array(z.int()), z.int()]).optional() }).optional(),
  inference: relaxing,
});

export const builtinEngine = { name: "builtin" } as const;

/** The engine of a series in `precision`: tfjs has float32 alone, so that a float64 series beside it is the built-in engine's. */
export const engineAsked = ({ name, backend }: Engine, precision: string): AskedEngine =>
  name === "tfjs" && precision === "float32" ? { name, backend } : builtinEngine;
