import { findConfigs } from "./config-files.ts";
import { refuseExperiment } from "./list-configs.ts";
import { type FieldFlags, overridesOf } from "./overrides.ts";
import { type ResolvedConfig, resolveConfigs } from "./resolved-config.ts";

/** The configs of `ebm run`: by a figure's name, a path, or `all`. Throws `UserError` (usage) with every issue. */
export const resolveFigures = (wanted: string, fields: FieldFlags): ResolvedConfig[] => {
  refuseExperiment(wanted);
  return resolveConfigs(findConfigs(wanted), overridesOf(fields));
};
