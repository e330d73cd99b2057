import type { Override } from "../../config/override.ts";
import { UserError } from "../../errors.ts";
import type { AnyExperiment } from "../../experiments/experiment.ts";
import { type Experiments, experiments } from "../../experiments/registry.ts";
import { type ConfigFile, isModule } from "./config-files.ts";
import { openExperiment } from "./own-experiment.ts";
import { type ReadConfig, readConfig } from "./read-config.ts";

/**
 * The program's experiments, and those in the modules that are named in configs. Throws `UserError` (usage) for a module that
 * can't be loaded, or is no experiment.
 */
export const experimentsNamed = async (
  named: readonly unknown[],
  overrides: readonly Override[] = [],
): Promise<Experiments> => {
  const set = overrides.find(({ path }) => path.join(".") === "experiment");
  const names = new Set(
    named
      .map((name) => (set === undefined ? name : set.value))
      .filter((name) => typeof name === "string" && isModule(name)),
  );
  const known: Record<string, AnyExperiment> = { ...experiments };
  for (const name of names as Set<string>) known[name] = await openExperiment(name);
  return known;
};

/** The same of configs that are files. */
export const knownExperiments = (
  configs: readonly Pick<ConfigFile, "file">[],
  overrides: readonly Override[] = [],
  read: ReadConfig = readConfig,
): Promise<Experiments> =>
  experimentsNamed(
    configs.map(({ file }) => experimentIn(file, read)),
    overrides,
  );

/** What a config names; null where it can't be read, which is said where it is resolved. */
const experimentIn = (file: string, read: ReadConfig): unknown => {
  try {
    return read(file).data.experiment;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
};
