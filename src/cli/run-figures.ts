import type { ExitCode } from "../errors.ts";
import { checkFigures } from "../figure/check.ts";
import { type ComputeFlags, computeFigures, noticeOf, regenerateOptions } from "../figure/compute-figures.ts";
import { figureNames, findConfig, namedConfig } from "../figure/configs.ts";
import { equipFigures, prepareFigures } from "../figure/figure.ts";
import { refuseExperiment } from "../figure/list-configs.ts";
import { type FieldFlags, overridesOf } from "../figure/overrides.ts";
import { resolveConfigs } from "../figure/resolved-config.ts";
import { withWeights } from "../figure/weights-files.ts";

export interface RunFlags extends ComputeFlags, FieldFlags {
  readonly check?: true;
  readonly saveWeights?: true;
}

/** `ebm run`: resolves, verifies, computes, writes and says what came out. */
export const runFigures = async (name: string, flags: RunFlags): Promise<ExitCode> => {
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
};
