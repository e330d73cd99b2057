import { type ExitCode, exitCode } from "../../errors.ts";
import { duration } from "../../run/progress.ts";
import { countText } from "../../sweep/wording.ts";
import { divergenceText, stableStep } from "../result/divergence.ts";
import type { FigureResult } from "../result/figure-result.ts";
import { keptText, partialText } from "../result/figure-text.ts";
import type { Regeneration } from "./regenerate.ts";

/** Why a run isn't the success that was asked for. */
export interface Problem {
  readonly code: ExitCode;
  readonly message: string;
}

/** Null when all is done. `resume` is the command that goes on where this one stopped. */
export const problemOf = (
  { interrupted, results, failed, cells, left, submitted }: Regeneration,
  resume: string,
): Problem | null => {
  const partial = results.filter(({ state }) => state === "partial").map(partialText);
  if (interrupted) {
    const finished = cells.total - cells.left - failed.length;
    const stopped = `Interrupted: ${finished} of ${countText(cells.total, "cell")} are finished and kept. To go on: ${resume}`;
    return { code: exitCode.interrupted, message: [...partial, stopped].join("\n") };
  }
  if (submitted.length > 0 && cells.left > 0) {
    const jobs = submitted.map(({ job }) => job).join(", ");
    const ended = `${countText(cells.left, "cell")} of ${cells.total} were not computed: their tasks of job ${jobs} ended before (\`ebm status\` says how):\n${leftText(left)}\nTo go on: ${resume}`;
    return { code: exitCode.cellsFailed, message: [...partial, ended].join("\n") };
  }
  if (failed.length === 0 && cells.left > 0) {
    const missing = `${countText(cells.left, "cell")} of ${cells.total} are missing:\n${leftText(left)}`;
    return { code: exitCode.cellsFailed, message: [...partial, missing].join("\n") };
  }
  if (failed.length > 0 && cells.left > 0) {
    const finished = cells.total - cells.left - failed.length;
    const stopped = `Stopped because a cell failed (--fail-fast): ${finished} of ${countText(cells.total, "cell")} are finished and kept. To go on: ${resume}`;
    return { code: exitCode.cellsFailed, message: [...partial, stopped].join("\n") };
  }
  return partial.length === 0 ? null : { code: exitCode.cellsFailed, message: partial.join("\n") };
};

/** That every cell of a result diverged, so that it has no measure; null where one has. Some that diverge are an answer. */
export const divergenceProblem = ({ results }: Regeneration): Problem | null => {
  const all = results.filter(({ divergence: { cells, of } }) => cells > 0 && cells === of);
  return all.length === 0
    ? null
    : { code: exitCode.cellsFailed, message: all.map(allDivergedText).join("\n") };
};

const allDivergedText = ({ name, folder, divergence }: FigureResult): string => {
  const step = stableStep(divergence);
  const remedy =
    step === null
      ? ""
      : `; for example --set inference.stepSize=${step}, or --set inference.solver=equilibrium`;
  return `${name}: ${divergenceText(divergence)}${remedy}. The rows are in ${folder}`;
};

/** Of a run that only submitted: nothing is wrong with cells that are still to do. */
export const detachedProblem = ({ results }: Regeneration): Problem | null => {
  const partial = results.filter(({ state }) => state === "partial").map(partialText);
  return partial.length === 0 ? null : { code: exitCode.cellsFailed, message: partial.join("\n") };
};

/** What comes after a submission; null where nothing was submitted. */
export const detachedText = ({ submitted, cells, seconds }: Regeneration): string | null => {
  if (submitted.length === 0 || cells.left === 0) return null;
  const jobs = submitted.map(({ job }) => job).join(", ");
  return `${countText(cells.left, "cell")} of ${cells.total} are with job ${jobs}, submitted in ${duration(seconds)}; \`ebm status\` shows its tasks, \`ebm collect\` writes the results`;
};

const mostLeft = 10;

/** The first of the cells that are still to do, and how many more there are. */
export const leftText = (left: readonly string[]): string => {
  const lines = left.slice(0, mostLeft).map((label) => `  missing: ${label}`);
  const rest = left.length - lines.length;
  return [...lines, ...(rest > 0 ? [`  … and ${countText(rest, "cell")} more`] : [])].join("\n");
};

/** `6 figures of 477 cells, 465 of them before, in 4.2 s with 2 workers`. */
export const closingText = (
  { results, cells, seconds, submitted }: Regeneration,
  workers: number,
): string => {
  const figures = `${countText(results.length, "figure")} of ${countText(cells.total, "cell")}`;
  const kept = keptText(cells.total - cells.computed);
  const jobs = submitted.map(({ job, tasks }) => `${countText(tasks, "task")} of job ${job}`);
  const by = jobs.length > 0 ? jobs.join(" and ") : countText(workers, "worker");
  return `${figures}${kept}, in ${duration(seconds)} with ${by}`;
};

/** `477 cells computed afresh in 40 s: no number differs` */
export const checkText = ({ cells, seconds }: Pick<Regeneration, "cells" | "seconds">): string =>
  `${countText(cells.computed, "cell")} computed afresh in ${duration(seconds)}: no number differs`;

/** A run as one JSON object; `error` is there when the exit code isn't 0. */
export const regenerationJson = (
  { results, cells, seconds, interrupted, submitted }: Regeneration,
  problem: Problem | null,
): unknown => ({
  results: results.map(resultJson),
  cells,
  ...(submitted.length > 0 && { submitted }),
  interrupted,
  seconds,
  ...(problem !== null && { error: problem }),
});

const resultJson = ({ summary, failed, ...result }: FigureResult): unknown => ({
  ...result,
  findings: summary?.findings ?? [],
  failed: failed.map(({ entry, message, log }) => ({
    label: entry.cell.label,
    settings: entry.cell.settings,
    message,
    log,
  })),
});
