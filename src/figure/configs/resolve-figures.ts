import { exitCode, UserError } from "../../errors.ts";
import { findConfigs } from "./config-files.ts";
import { knownExperiments } from "./known-experiments.ts";
import { refuseExperiment } from "./list-configs.ts";
import { type FieldFlags, overridesOf } from "./overrides.ts";
import { type ResolvedConfig, resolveConfigs } from "./resolved-config.ts";

/** The configs of `ebm run`: by a figure's name, a path, or `all`. Throws `UserError` (usage) with every issue. */
export const resolveFigures = async (
  wanted: string,
  { name, ...fields }: FieldFlags & { readonly name?: string },
): Promise<ResolvedConfig[]> => {
  refuseExperiment(wanted);
  const [files, overrides] = [findConfigs(wanted), overridesOf(fields)];
  const configs = resolveConfigs(files, overrides, await knownExperiments(files, overrides));
  if (name === undefined) return configs;
  if (configs.length === 1) return configs.map((config) => ({ ...config, name }));
  throw new UserError(
    exitCode.usage,
    `--name ${name}: expected one config to go by this name, found ${wanted}, which are ${configs.length}; leave it out, or write elsewhere with --out`,
  );
};
