import { parseOverrides } from "../config/override.ts";
import { readSource } from "../config/source.ts";
import { findConfig } from "./configs.ts";
import { requireFit } from "./figure.ts";
import { printData, printJson, printNote } from "./output.ts";
import { configYaml, resolveConfig } from "./resolved-config.ts";
import { resolveSweep } from "./sweep-grid.ts";

/** `ebm validate`: the config with its defaults, when it is sound. */
export function validateConfig(wanted: string, set: readonly string[], json: boolean): void {
  const file = findConfig(wanted);
  const holdsSweep = Object.hasOwn(readSource(file.file).data, "sweep");
  const resolved = holdsSweep ? resolveSweep(file, { set }) : resolveConfig(file, parseOverrides(set));
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
  printNote(
    `${file.file} is a valid config of ${resolved.experiment.name}${holdsSweep ? ", and a sweep" : ""}; with its defaults it is:`,
  );
  printData(configYaml(resolved.config));
}
