import { provideEquipment } from "../bench/provision/provide-equipment.ts";
import { printData, printJson, printNote } from "../cli/output.ts";
import { parseOverrides } from "../config/override.ts";
import { readSource } from "../config/source.ts";
import type { DatasetIdentity } from "../data/identity.ts";
import { findConfig } from "./configs.ts";
import { requireFit } from "./figure.ts";
import { configYaml, resolveConfig } from "./resolved-config.ts";
import { resolveSweep } from "./sweep-grid.ts";

/** The images' checksums say nothing of whether a config is sound. */
const unread: DatasetIdentity = { trainImages: "", trainLabels: "", testImages: "", testLabels: "" };

/** `ebm validate`: the config with its defaults, when it is sound. */
export async function validateConfig(wanted: string, set: readonly string[], json: boolean): Promise<void> {
  const file = findConfig(wanted);
  const holdsSweep = Object.hasOwn(readSource(file.file).data, "sweep");
  const resolved = holdsSweep ? resolveSweep(file, { set }) : resolveConfig(file, parseOverrides(set));
  requireFit(resolved);
  await provideEquipment(resolved.experiment.cells(resolved.config, unread));
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
