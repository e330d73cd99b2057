import { relative } from "node:path";
import { compareConfigs } from "../../sweep/compare/compare-configs.ts";
import { commandLine } from "../command-line.ts";
import { configNames, namedConfig } from "../configs/config-files.ts";
import { resolveConfig } from "../configs/resolved-config.ts";
import type { ReadResult } from "./read-result.ts";

/** More fields than these are told by the config's file. */
const mostFields = 6;

/** The command that makes a result again: by its name and the fields that were set, or from its own config. */
export const remakingCommand = ({ name, folder, resolved, isSweep }: ReadResult): string => {
  const file = `${relative(process.cwd(), folder) || "."}/config.yaml`;
  if (isSweep) return commandLine(["sweep", file]);
  if (!configNames().includes(name)) return commandLine(["run", file]);
  const own = resolveConfig(namedConfig(name), []);
  const fields = compareConfigs(own.config, resolved.config);
  if (fields.length > mostFields || fields.some(({ values }) => values[1] === undefined))
    return commandLine(["run", file]);
  return commandLine([
    "run",
    name,
    ...fields.flatMap(({ path, values }) => ["--set", `${path}=${settable(values[1])}`]),
  ]);
};

const settable = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
