import { availableParallelism } from "node:os";
import { type ExitCode, exitCode } from "../errors.ts";
import { terminalOf } from "../run/progress.ts";
import { openStore } from "../run/store.ts";
import { checkFigures } from "./check.ts";
import { commandLine } from "./command-line.ts";
import { figureNames, findConfig, namedConfig } from "./configs.ts";
import { cellLines, listCells, planText } from "./dry-run.ts";
import { type Figure, prepareFigures } from "./figure.ts";
import { planFigures } from "./figure-plan.ts";
import type { FigureResult } from "./figure-result.ts";
import { figureText } from "./figure-text.ts";
import { columnsOf, printData, printJson, printNote } from "./output.ts";
import { overridesOf } from "./overrides.ts";
import { regenerate } from "./regenerate.ts";
import { resolveConfigs } from "./resolved-config.ts";
import { closingText, problemOf, regenerationJson } from "./run-report.ts";

export interface RunFlags {
  readonly set?: readonly string[];
  readonly precision?: string;
  readonly workers?: number;
  readonly out?: string;
  readonly force?: true;
  readonly dryRun?: true;
  readonly check?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** `ebm run`: resolves, verifies, computes, writes and says what came out. */
export async function runFigures(name: string, flags: RunFlags): Promise<ExitCode> {
  const files = name === "all" ? figureNames().map(namedConfig) : [findConfig(name, ["all"])];
  const figures = prepareFigures(resolveConfigs(files, overridesOf(flags)));
  const { out = "results", workers = availableParallelism() } = flags;
  if (flags.dryRun === true) return dryRun(figures, flags, out, workers);
  const width = columnsOf(process.stderr);
  const argv = process.argv.slice(2);
  const options = {
    workers,
    force: flags.force === true,
    quiet: flags.quiet === true,
    terminal: terminalOf(process.stderr, process.env),
    command: commandLine(argv),
  };
  if (flags.check === true) return checkFigures(figures, out, { ...options, json: flags.json === true });
  const describe = (result: FigureResult) => figureText(result, width);
  const regeneration = await regenerate(figures, { ...options, out, describe });
  // What is finished would be computed again with --force.
  const resume = commandLine(argv.filter((word) => word !== "--force"));
  const problem = problemOf(regeneration, resume);
  if (problem !== null) printNote(problem.message);
  else if (!options.quiet) printNote(`\n${closingText(regeneration, workers)}`);
  if (flags.json === true) printJson(regenerationJson(regeneration, problem));
  else for (const { folder, state } of regeneration.results) if (state === "whole") printData(folder);
  return problem?.code ?? exitCode.done;
}

function dryRun(figures: readonly Figure[], flags: RunFlags, out: string, workers: number): ExitCode {
  const plan = planFigures(figures, openStore(out), { force: flags.force === true });
  const cells = listCells(plan);
  if (flags.json === true) {
    printJson({ cells, estimate: plan.estimate });
  } else {
    printData(cellLines(cells));
    if (flags.quiet !== true) printNote(planText(plan, workers));
  }
  return exitCode.done;
}
