import { basename, extname, join } from "node:path";
import type { Override } from "../../config/override.ts";
import { valueSource } from "../../config/source.ts";
import { exitCode, UserError } from "../../errors.ts";
import { experimentsWith } from "../../experiments/experiments-with.ts";
import { readWeights } from "../../weights/read-weights.ts";
import { findConfig } from "../configs/config-files.ts";
import { refuseExperiment } from "../configs/list-configs.ts";
import {
  type Config,
  type ResolvedConfig,
  resolveConfig,
  resolveSource,
} from "../configs/resolved-config.ts";
import { requireResultName } from "../configs/result-name.ts";
import { networkOfConvolutions } from "./stored-network.ts";

/** What `ebm audit` is to look at, and what of it was not said. */
export interface Asked {
  /** Of the result: `model-audit`. */
  readonly name: string;
  /** Fields of the audit's config. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What was taken for granted, a line each. */
  readonly notices: readonly string[];
}

/** Seeds of a config that are audited: the first of them. */
const mostSeeds = 5;

export const isWeightsFile = (wanted: string): boolean => extname(wanted) === ".safetensors";

/**
 * The network of a weights file, at a classifier's usual loss and the paper's λ and steps. Throws `UserError` (usage) for a file that can't be
 * used, or that does not tell its network.
 */
export const askedOfWeights = (file: string): Asked => {
  const { network } = readWeights(file);
  const told = network.sizes === null ? networkOfConvolutions(file, network) : null;
  const stem = basename(file, extname(file));
  return {
    name: requireResultName(`${stem}-audit`, file, "rename the file, or choose a name with --name"),
    data: {
      experiment: "audit",
      seeds: [0],
      network: { activation: "relu", weights: file, ...told?.network },
      loss: "cross-entropy",
    },
    notices: [
      "taken for granted, because a file of weights does not say it: network.activation=relu, loss=cross-entropy, dataset.pixels=unit; --set changes each",
      ...(told === null ? [] : [told.notice]),
    ],
  };
};

/** The config of a figure that trains networks, for their training. Throws `UserError` (usage) for one that trains none. */
export const trainingOf = (wanted: string): ResolvedConfig => {
  refuseExperiment(wanted);
  const resolved = resolveConfig(findConfig(wanted), []);
  const { name, experiment, config } = resolved;
  if ("training" in config) return resolved;
  throw new UserError(
    exitCode.usage,
    `--trained: expected a config that trains networks (${experimentsWith("training").join(", ")}), found ${experiment.name} (${name}); leave the flag out`,
  );
};

/** The same network after its training by PC-Nudge with the config's own inference, from the files of the training's result. */
export const askedOfTrained = (wanted: string, folder: string, files: readonly string[]): Asked => {
  const { name, data } = askedOfConfig(wanted);
  const { network, inference, seeds } = data as {
    readonly network: object;
    readonly inference: { readonly solver: string };
    readonly seeds: readonly number[];
  };
  const [seed] = seeds;
  const file = files.find((each) => each.endsWith(`-pc-nudge-${inference.solver}-seed${seed}.safetensors`));
  if (file === undefined) {
    throw new UserError(
      exitCode.usage,
      `--trained: expected a network that pc-nudge has trained, found ${files.filter(isWeightsFile).join(", ") || "none"} in ${folder}; audit one of these files`,
    );
  }
  const weights = join(folder, file);
  return {
    name: name.replace(/-audit$/, "-trained-audit"),
    data: { ...data, seeds: [seed], network: { ...network, weights } },
    notices: [`the network of ${weights}, trained from seed ${seed}`],
  };
};

/** The network of a figure or a config, with its loss, images and inference; of several λ the smallest, of many seeds the first. */
export const askedOfConfig = (wanted: string): Asked => {
  refuseExperiment(wanted);
  const resolved = resolveConfig(findConfig(wanted), []);
  const { name, experiment } = resolved;
  const config: Config & Readonly<Record<string, unknown>> = { ...resolved.config };
  if (experiment.name === "audit") return { name, data: config, notices: [] };
  requireAuditable(name, experiment.name, config);
  const { network, loss, precision, inference, dataset, seeds } = config;
  const strengths = Array.isArray(config.lambda) ? config.lambda.map(Number) : [];
  const lambda = strengths.length > 0 ? Math.min(...strengths) : config.lambda;
  const { dir, pixels } = { pixels: "unit", ...dataset };
  return {
    name: `${name}-audit`,
    data: {
      experiment: "audit",
      seeds: seeds.slice(0, mostSeeds),
      dataset: { dir, pixels },
      network,
      ...(loss !== undefined && { loss }),
      ...(precision !== undefined && { precision }),
      ...(lambda !== undefined && { lambda }),
      ...(inference !== undefined && { inference }),
    },
    notices: [
      ...(strengths.length > 1
        ? [`λ = ${lambda}, the smallest of the config's ${strengths.length}; --lambda for another`]
        : []),
      ...(seeds.length > mostSeeds
        ? [`the first ${mostSeeds} of the config's ${seeds.length} seeds; --seeds for others`]
        : []),
    ],
  };
};

const requireAuditable = (
  name: string,
  experiment: string,
  { network, energy, engine, estimator }: Readonly<Record<string, unknown>>,
): void => {
  const refuse = (expected: string, found: string, remedy: string): never => {
    throw new UserError(exitCode.usage, `audit ${name}: expected ${expected}, found ${found}; ${remedy}`);
  };
  if (network === undefined)
    refuse(
      "a config of one network",
      `the experiment ${experiment}, which has several`,
      `audit a config of ${experimentsWith("network").join(", ")}`,
    );
  const custom = typeof energy === "object" && energy !== null;
  if (custom || (typeof energy === "string" && energy !== "predictive-coding"))
    refuse(
      "the energy predictive-coding",
      custom ? "a custom one" : String(energy),
      "the sweeps and forces take any energy",
    );
  if (typeof engine === "object" && engine !== null && "name" in engine && engine.name !== "builtin")
    refuse("the built-in engine", String(engine.name), "write engine.name: builtin");
  if (estimator !== undefined && estimator !== "one-sided")
    refuse("the estimator one-sided", String(estimator), "`ebm run cost` compares the others");
};

/** The audit's config, with the fields that flags set. Throws `UserError` (usage) with every mistake. */
export const resolveAudit = (
  { name, data }: Asked,
  overrides: readonly Override[],
  given: string | undefined,
): ResolvedConfig => {
  const resolved = resolveSource(name, valueSource(data, "audit"), overrides);
  return given === undefined ? resolved : { ...resolved, name: given };
};
