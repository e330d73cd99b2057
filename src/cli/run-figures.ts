import type { ExitCode } from "../errors.ts";
import { checkFigures } from "./check.ts";
import { type ComputeFlags, computeFigures, regenerateOptions } from "./compute-figures.ts";
import { figureNames, findConfig, namedConfig } from "./configs.ts";
import { prepareFigures } from "./figure.ts";
import { refuseExperiment } from "./list-configs.ts";
import { overridesOf } from "./overrides.ts";
import { resolveConfigs } from "./resolved-config.ts";

export interface RunFlags extends ComputeFlags {
  readonly set?: readonly string[];
  readonly precision?: string;
  readonly check?: true;
}

/** `ebm run`: resolves, verifies, computes, writes and says what came out. */
export async function runFigures(name: string, flags: RunFlags): Promise<ExitCode> {
  refuseExperiment(name);
  const files = name === "all" ? figureNames().map(namedConfig) : [findConfig(name, ["all"])];
  const figures = prepareFigures(resolveConfigs(files, overridesOf(flags)));
  if (flags.check !== true) return computeFigures(figures, flags);
  const { out, ...options } = regenerateOptions(flags);
  return checkFigures(figures, out, { ...options, json: flags.json === true });
}
