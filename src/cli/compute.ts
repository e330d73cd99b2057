import { availableParallelism } from "node:os";
import { type ExitCode, exitCode } from "../errors.ts";
import { commandLine } from "../figure/command-line.ts";
import type { ResolvedConfig } from "../figure/configs/resolved-config.ts";
import { equipFigures, type Figure, prepareFigures } from "../figure/plan/figure.ts";
import { planFigures } from "../figure/plan/figure-plan.ts";
import { layersText } from "../figure/plan/layers-text.ts";
import { cellLines, listCells, planText } from "../figure/plan/planned-cells.ts";
import type { Extras } from "../figure/result/extra-files.ts";
import { figureText } from "../figure/result/figure-text.ts";
import { checkFigures } from "../figure/run/check-figures.ts";
import { type Place, regenerate } from "../figure/run/regenerate.ts";
import {
  checkText,
  closingText,
  detachedProblem,
  detachedText,
  divergenceProblem,
  problemOf,
  regenerationJson,
} from "../figure/run/run-report.ts";
import { openStore } from "../run/store/store.ts";
import type { ClusterFlags } from "./cluster-flags.ts";
import { placeOf, requirePlace, showSubmission } from "./cluster-place.ts";
import { attend } from "./command/attend.ts";
import { columnsOf, printData, printJson, printNote } from "./output.ts";

/** The flags that say how to compute; none of them changes a number. */
export interface ComputeFlags extends ClusterFlags {
  /** The whole command as it was typed, to say it again. */
  readonly typed: readonly string[];
  readonly workers?: number;
  readonly out?: string;
  readonly force?: true;
  readonly failFast?: true;
  readonly retryFailed?: boolean;
  readonly dryRun?: true;
  readonly maxCells?: number;
  readonly check?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Computes and writes what configs ask for, lists its cells, or checks what is there, and says what came out. */
export const compute = async (
  configs: readonly ResolvedConfig[],
  flags: ComputeFlags,
  extras: Extras,
  place?: Place,
): Promise<ExitCode> => {
  const notice = flags.quiet === true ? () => {} : printNote;
  const figures = await equipFigures(prepareFigures(configs, flags.maxCells), notice);
  if (flags.dryRun === true) return listPlan(figures, flags);
  await requirePlace(flags);
  if (flags.check === true) return check(figures, flags);
  return computeFigures(figures, flags, extras, place);
};

/** How a run goes, as the flags say. */
export const optionsOf = (flags: ComputeFlags) => ({
  out: flags.out ?? "results",
  workers: flags.workers ?? availableParallelism(),
  force: flags.force === true,
  failFast: flags.failFast === true,
  retryFailed: flags.retryFailed !== false,
  command: commandLine(flags.typed),
  ...placeOf(flags),
});

const computeFigures = async (
  figures: readonly Figure[],
  flags: ComputeFlags,
  extras: Extras,
  place: Place | undefined,
): Promise<ExitCode> => {
  const options = { ...optionsOf(flags), ...(place && { place }) };
  const quiet = flags.quiet === true;
  const width = columnsOf(process.stderr);
  const regeneration = await attend(
    quiet,
    (result) => figureText(result, width),
    (attendance) => regenerate(figures, { ...options, ...attendance, extras }),
    flags.executor !== "slurm",
  );
  // What is finished would be computed again with --force.
  const resume = commandLine(flags.typed.filter((word) => word !== "--force"));
  const problem =
    (flags.detach === true ? detachedProblem(regeneration) : problemOf(regeneration, resume)) ??
    divergenceProblem(regeneration);
  if (problem !== null) printNote(problem.message);
  else if (!quiet) printNote(`\n${detachedText(regeneration) ?? closingText(regeneration, options.workers)}`);
  if (flags.json === true) printJson(regenerationJson(regeneration, problem));
  else for (const { folder, state } of regeneration.results) if (state === "whole") printData(folder);
  return problem?.code ?? exitCode.done;
};

const listPlan = async (figures: readonly Figure[], flags: ComputeFlags): Promise<ExitCode> => {
  const { out, force, workers } = optionsOf(flags);
  const store = openStore(out);
  const plan = await planFigures(figures, store, { force });
  const cells = listCells(plan);
  if (flags.executor === "slurm") {
    await showSubmission(store, plan, flags);
    return exitCode.done;
  }
  if (flags.json === true) {
    printJson({ cells, estimate: plan.estimate });
  } else {
    printData(cellLines(cells));
    if (flags.quiet !== true) {
      const layers = layersText(figures, columnsOf(process.stderr));
      printNote([planText(plan, workers), ...(layers === "" ? [] : [layers])].join("\n\n"));
    }
  }
  return exitCode.done;
};

const check = async (figures: readonly Figure[], flags: ComputeFlags): Promise<ExitCode> => {
  const quiet = flags.quiet === true;
  const report = await attend(
    quiet,
    ({ name }) => `regenerated ${name}`,
    (attendance) => checkFigures(figures, { ...optionsOf(flags), ...attendance }),
  );
  const { problem, ...checked } = report;
  if (flags.json === true) {
    printJson({ ...checked, ...(problem !== null && { error: problem }) });
    return problem?.code ?? exitCode.done;
  }
  for (const { name, folder, state, differences } of report.figures) {
    printData(`${state}  ${name}  ${folder}`);
    if (differences.length > 0) printNote(differences.join("\n").replaceAll(/^/gm, "  "));
  }
  if (problem !== null || !quiet) printNote(problem?.message ?? checkText(report));
  return problem?.code ?? exitCode.done;
};
