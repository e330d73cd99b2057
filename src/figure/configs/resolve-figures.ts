import { exitCode, UserError } from "../../errors.ts";
import type { Level } from "../../sweep/cross/crossings.ts";
import { withCrossings } from "../../sweep/cross/with-crossings.ts";
import { findConfigs } from "./config-files.ts";
import { knownExperiments } from "./known-experiments.ts";
import { refuseExperiment } from "./list-configs.ts";
import { type FieldFlags, overridesOf } from "./overrides.ts";
import { readingConfigsOnce } from "./read-config.ts";
import { type ResolvedConfig, resolveConfigs } from "./resolved-config.ts";

/** The configs of `ebm run`: by a figure's name, a path, or `all`. Throws `UserError` (usage) with every issue. */
export const resolveFigures = async (
  wanted: string,
  { name, cross, ...fields }: FieldFlags & { readonly name?: string; readonly cross?: Level },
): Promise<ResolvedConfig[]> => {
  refuseExperiment(wanted);
  const [files, overrides] = [findConfigs(wanted), overridesOf(fields)];
  const read = readingConfigsOnce();
  const plain = resolveConfigs(files, overrides, await knownExperiments(files, overrides, read), read);
  const configs = cross === undefined ? plain : plain.map((each) => asked(each, cross));
  if (name === undefined) return configs;
  if (configs.length === 1) return configs.map((config) => ({ ...config, name }));
  throw new UserError(
    exitCode.usage,
    `--name ${name}: expected one config to go by this name, found ${wanted}, which are ${configs.length}; leave it out, or write elsewhere with --out`,
  );
};

/** With the answer to where a measure crosses. Throws `UserError` (usage) for one that the figure has not. */
const asked = (resolved: ResolvedConfig, cross: Level): ResolvedConfig => {
  const experiment = withCrossings(resolved.experiment, cross);
  experiment.tables(resolved.config);
  return { ...resolved, experiment };
};
