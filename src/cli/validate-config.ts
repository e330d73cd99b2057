import { parseOverrides } from "../config/override.ts";
import { findConfig } from "./configs.ts";
import { requireFit } from "./figure.ts";
import { printData, printJson, printNote } from "./output.ts";
import { configYaml, resolveConfig } from "./resolved-config.ts";

/** `ebm validate`: the config with its defaults, when it is sound. */
export function validateConfig(wanted: string, set: readonly string[], json: boolean): void {
  const file = findConfig(wanted);
  const resolved = resolveConfig(file, parseOverrides(set));
  requireFit(resolved);
  if (json) {
    printJson({
      valid: true,
      file: file.file,
      experiment: resolved.experiment.name,
      config: resolved.config,
    });
    return;
  }
  printNote(`${file.file} is a valid config of ${resolved.experiment.name}; with its defaults it is:`);
  printData(configYaml(resolved.config));
}
