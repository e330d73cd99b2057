import { availableParallelism } from "node:os";
import { columnsOf, printData, printJson, printNote } from "../cli/output.ts";
import { type ExitCode, exitCode } from "../errors.ts";
import { terminalOf } from "../run/progress.ts";
import { openStore } from "../run/store.ts";
import { commandLine } from "./command-line.ts";
import { cellLines, listCells, planText } from "./dry-run.ts";
import type { Figure } from "./figure.ts";
import { planFigures } from "./figure-plan.ts";
import type { FigureResult } from "./figure-result.ts";
import { figureText } from "./figure-text.ts";
import { type RegenerateOptions, regenerate } from "./regenerate.ts";
import { closingText, problemOf, regenerationJson } from "./run-report.ts";

/** The flags that say how to compute; none of them changes a number. */
export interface ComputeFlags {
  readonly workers?: number;
  readonly out?: string;
  readonly force?: true;
  readonly failFast?: true;
  readonly retryFailed?: boolean;
  readonly dryRun?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** What the flags mean, and what the process knows of itself. */
export const regenerateOptions = (flags: ComputeFlags): Omit<RegenerateOptions, "describe"> => {
  const { out = "results", workers = availableParallelism() } = flags;
  return {
    out,
    workers,
    force: flags.force === true,
    failFast: flags.failFast === true,
    retryFailed: flags.retryFailed !== false,
    quiet: flags.quiet === true,
    terminal: terminalOf(process.stderr, process.env),
    command: commandLine(process.argv.slice(2)),
  };
};

/** Where lines for people go. */
export const noticeOf = ({ quiet }: ComputeFlags): ((line: string) => void) =>
  quiet === true ? () => {} : printNote;

/** Computes and writes figures, or with `--dry-run` lists their cells, and says what came out. */
export const computeFigures = async (figures: readonly Figure[], flags: ComputeFlags): Promise<ExitCode> => {
  const options = regenerateOptions(flags);
  if (flags.dryRun === true) return dryRun(figures, flags, options);
  const width = columnsOf(process.stderr);
  const describe = (result: FigureResult) => figureText(result, width);
  const regeneration = await regenerate(figures, { ...options, describe });
  // What is finished would be computed again with --force.
  const resume = commandLine(process.argv.slice(2).filter((word) => word !== "--force"));
  const problem = problemOf(regeneration, resume);
  if (problem !== null) printNote(problem.message);
  else if (!options.quiet) printNote(`\n${closingText(regeneration, options.workers)}`);
  if (flags.json === true) printJson(regenerationJson(regeneration, problem));
  else for (const { folder, state } of regeneration.results) if (state === "whole") printData(folder);
  return problem?.code ?? exitCode.done;
};

const dryRun = (
  figures: readonly Figure[],
  flags: ComputeFlags,
  { out, force, workers }: Pick<RegenerateOptions, "out" | "force" | "workers">,
): ExitCode => {
  const plan = planFigures(figures, openStore(out), { force });
  const cells = listCells(plan);
  if (flags.json === true) {
    printJson({ cells, estimate: plan.estimate });
  } else {
    printData(cellLines(cells));
    if (flags.quiet !== true) printNote(planText(plan, workers));
  }
  return exitCode.done;
};
