import type { ExitCode } from "../errors.ts";
import { checkFigures } from "./check.ts";
import { type ComputeFlags, computeFigures, noticeOf, regenerateOptions } from "./compute-figures.ts";
import { figureNames, findConfig, namedConfig } from "./configs.ts";
import { equipFigures, prepareFigures } from "./figure.ts";
import { refuseExperiment } from "./list-configs.ts";
import { type FieldFlags, overridesOf } from "./overrides.ts";
import { resolveConfigs } from "./resolved-config.ts";
import { withWeights } from "./weights-files.ts";

export interface RunFlags extends ComputeFlags, FieldFlags {
  readonly check?: true;
  readonly saveWeights?: true;
}

/** `ebm run`: resolves, verifies, computes, writes and says what came out. */
export async function runFigures(name: string, flags: RunFlags): Promise<ExitCode> {
  refuseExperiment(name);
  const files = name === "all" ? figureNames().map(namedConfig) : [findConfig(name, ["all"])];
  const figures = await equipFigures(
    prepareFigures(resolveConfigs(files, overridesOf(flags))),
    noticeOf(flags),
  );
  if (flags.check !== true) {
    return computeFigures(flags.saveWeights === true ? withWeights(figures) : figures, flags);
  }
  const { out, ...options } = regenerateOptions(flags);
  return checkFigures(figures, out, { ...options, json: flags.json === true });
}
