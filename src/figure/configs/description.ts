import { z } from "zod";

import type { Network } from "../../config/network.ts";
import type { AnyExperiment } from "../../experiments/experiment.ts";
import { type Experiments, experiments } from "../../experiments/registry.ts";

import { type NetworkDescription, networkOf } from "../../network/description/description.ts";
import { networkText, shortName } from "../../network/description/name.ts";
import { shapesOfLayers } from "../../network/description/shapes.ts";
import { csvFiles, fileStem } from "../../report/result/table.ts";
import type { Column } from "../../rows/table.ts";
import { readWeights } from "../../weights/read-weights.ts";
import { fileAndOrder, orderText, orderUsed } from "../../weights/weights.ts";
import { type ConfigField, configFields } from "./config-fields.ts";
import { findConfig } from "./config-files.ts";
import { knownExperiments } from "./known-experiments.ts";
import { configsOf, type ListedConfig, listConfigs } from "./list-configs.ts";
import { type Config, resolveConfig } from "./resolved-config.ts";

/** What an experiment asks, writes and can be told: of its defaults, or of what a config makes of them. */
export interface Description {
  /** The experiment, or the config: `fig3a`, `my` for `./my.yaml`. */
  readonly name: string;
  readonly experiment: string;
  readonly figure: string;
  readonly question: string;
  /** The program's configs of this experiment. */
  readonly configs: readonly string[];
  readonly tables: readonly { readonly file: string; readonly columns: readonly Column[] }[];
  readonly defaults: Config;
  readonly config: Config;
  /** The fields of the config one by one. */
  readonly fields: readonly ConfigField[];
  /** The weights that it starts from, with the order of their layers; null where these are random. */
  readonly weights: string | null;
  /** The network in short, `784-64×65-10 residual μP tanh network`; null where it has not one. */
  readonly network: string | null;
  /** Number, connections, shape and activation of each of the network's layers; null where it has not one network. */
  readonly layers: readonly (readonly string[])[] | null;
  /** JSON Schema of a config. */
  readonly schema: object;
}

/**
 * Describes an experiment, or a config by its name or path; `listed` are the program's configs. Throws `UserError` (usage) for an
 * unknown name.
 */
export const describe = (
  wanted: string,
  known: Experiments = experiments,
  listed: readonly ListedConfig[] = listConfigs(),
): Description => {
  const named = Object.hasOwn(experiments, wanted) ? experiments[wanted] : undefined;
  const { name, experiment, config } =
    named === undefined
      ? resolveConfig(findConfig(wanted, Object.keys(experiments)), [], known)
      : { name: named.name, experiment: named, config: defaultsOf(named) };
  const stem = name === experiment.name ? "<name>" : fileStem(name);
  const tables = experiment.tables(config);
  const files = csvFiles(stem, tables);
  const schema = z.toJSONSchema(experiment.schema, { io: "input" });
  return {
    name,
    experiment: experiment.name,
    figure: experiment.figure,
    question: experiment.question,
    configs: configsOf(experiment, listed),
    tables: tables.map(({ columns }, index) => ({ file: files[index]!, columns })),
    defaults: defaultsOf(experiment),
    config,
    fields: configFields(schema, config),
    weights: weightsOf(config),
    ...networkDescribed(config),
    schema,
  };
};

/** The same, of an experiment of one's own too: the path of its module, or of a config that names it. */
export const describeAny = async (wanted: string): Promise<Description> => {
  if (Object.hasOwn(experiments, wanted)) return describe(wanted);
  return describe(wanted, await knownExperiments([findConfig(wanted, Object.keys(experiments))]));
};

/** What of a config is a network, in short and layer by layer; its schema has checked that it is one. */
export const networkDescribed = (config: object): Pick<Description, "network" | "layers"> => {
  if (!("network" in config)) return { network: null, layers: null };
  const description = config.network as NetworkDescription;
  const network = networkOf(description);
  const layers = shapesOfLayers(network);
  // A sweep over the activation has none of its own.
  if (Object.hasOwn(description, "activation")) return { network: networkText(network), layers };
  return { network: `${shortName(network)} network`, layers: layers.map((row) => row.slice(0, 3)) };
};

const weightsOf = (config: object): string | null => {
  const { weights } = "network" in config ? (config.network as Network) : { weights: null };
  if (!weights) return null;
  const { file, order } = fileAndOrder(weights);
  return orderText(file, orderUsed(readWeights(file, order)));
};

const defaultsOf = (experiment: AnyExperiment) =>
  experiment.schema.parse({ experiment: experiment.name }) as Config;
