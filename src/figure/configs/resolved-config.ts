import { Document, visit } from "yaml";
import { storedLayout } from "../../bench/provision/stored-layout.ts";
import { hashOf } from "../../config/canonical.ts";
import { applyOverrides, type Override } from "../../config/override.ts";
import { experimentName, parseConfig } from "../../config/parse.ts";
import { pathOf } from "../../config/path.ts";
import type { ConfigSource } from "../../config/source.ts";
import { exitCode, UserError } from "../../errors.ts";

import type { AnyExperiment } from "../../experiments/experiment.ts";
import { parseConfigOf } from "../../experiments/parse-config.ts";
import { type Experiments, experiments } from "../../experiments/registry.ts";
import { requireChoices } from "../../experiments/supported.ts";

import type { ConfigFile } from "./config-files.ts";
import { type ReadConfig, readConfig } from "./read-config.ts";
import { changedName } from "./result-name.ts";

/** What every experiment's config has; an experiment's own functions see the rest of it. */
export interface Config {
  readonly experiment: string;
  readonly seeds: readonly number[];
  /** Absent where a sweep varies it. */
  readonly precision?: "float64" | "float32";
  readonly dataset: { readonly dir: string | null };
}

/** A config with its defaults, and the experiment that it is for. */
export interface ResolvedConfig {
  readonly name: string;
  /** Of the config as it stands, when flags have changed it: its last plan says what is new. */
  readonly basis?: string;
  readonly experiment: AnyExperiment;
  readonly config: Config;
  /** Hash of the config with its defaults. */
  readonly hash: string;
  /** Where a field such as `network.sizes` was written: `file:line:column`, or the flag that set it. */
  readonly locate: (field: string) => string;
}

/** Reads a config and resolves it. Throws `UserError` (usage) with every issue. */
export const resolveConfig = (
  { name, file }: ConfigFile,
  overrides: readonly Override[],
  known?: Experiments,
  read: ReadConfig = readConfig,
): ResolvedConfig => resolveSource(name, read(file), overrides, known);

/** As `resolveConfig`, of a config that has been read. */
export const resolveSource = (
  name: string,
  source: ConfigSource,
  overrides: readonly Override[],
  known: Experiments = experiments,
): ResolvedConfig => {
  if (Object.hasOwn(source.data, "sweep")) {
    const { text } = source.locate(["sweep"], "key");
    throw new UserError(
      exitCode.usage,
      `${text}: expected one config, found a sweep; compute it with \`ebm sweep ${source.name}\``,
    );
  }
  const overridden = applyOverrides(source, overrides);
  const experiment = known[experimentName(overridden, Object.keys(known))]!;
  const merged = applyOverrides(overridden, storedLayout(overridden, overrides));
  requireChoices(experiment, merged, Object.values(known));
  const config = parseConfigOf(experiment, known, merged) as Config;
  const hash = hashOf(config);
  const changed = overrides.length > 0 && hash !== hashOfPlain(experiment, source);
  return {
    name: changed ? changedName(name, overrides, hash) : name,
    ...(changed && { basis: name }),
    experiment,
    config,
    hash,
    locate: (field) => merged.locate(pathOf(field), "value").text,
  };
};

/** Of the config without the flags; null when it is none. */
const hashOfPlain = (experiment: AnyExperiment, source: ConfigSource): string | null => {
  try {
    return hashOf(parseConfig(experiment.schema, source, storedLayout(source, [])));
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
};

/** As `resolveConfig` for each; the error has every config's issues, and each issue once. */
export const resolveConfigs = (
  files: readonly ConfigFile[],
  overrides: readonly Override[],
  known?: Experiments,
  read?: ReadConfig,
): ResolvedConfig[] => {
  const issues = new Map<string, string[]>();
  const resolved = files.flatMap((file) => {
    try {
      return [resolveConfig(file, overrides, known, read)];
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const line of error.message.split("\n"))
        issues.set(line, [...(issues.get(line) ?? []), file.name]);
      return [];
    }
  });
  if (issues.size === 0) return resolved;
  const lines = [...issues].map(([line, names]) =>
    files.length > 1 ? `${line} (${names.join(", ")})` : line,
  );
  throw new UserError(exitCode.usage, lines.join("\n"));
};

/** A resolved config as YAML, lists in one line each; reading it again gives the same config. */
export const configYaml = (config: Config): string => {
  const document = new Document(config);
  visit(document, {
    Seq: (_key, list) => {
      list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
};
