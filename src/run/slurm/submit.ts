import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ownFile } from "../../package-root.ts";
import { clearFailure } from "../failure.ts";
import type { Entry, Estimate } from "../plan.ts";
import type { Store } from "../store/store.ts";
import { type Layout, layOut, proposeLimits } from "./layout.ts";
import type { SlurmOptions } from "./options.ts";
import type { Scheduler } from "./scheduler.ts";
import { scriptText } from "./script.ts";
import { type Submission, submissionFolder, writeCells, writeSubmission } from "./submission.ts";

export interface SlurmSettings {
  readonly options: SlurmOptions;
  readonly cellsPerTask: number | null;
  /** Tasks that may run at once; null for no limit. */
  readonly arrayLimit: number | null;
  /** Submit and return. */
  readonly detach: boolean;
}

export interface SubmitContext {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly settings: SlurmSettings;
  /** The command as it was typed. */
  readonly command: string;
  /** Of the cells that are to do. */
  readonly estimate: Estimate;
  /** URL of the module that exports `works`; the built one without. */
  readonly registryModule?: string;
}

const taskProgram = fileURLToPath(ownFile("lib/run/slurm/task.js"));

/** How so many cells would be laid out, the script that sbatch would get, and limits to ask for. Writes nothing. */
export const planSubmission = async (
  { store, scheduler, settings, estimate, registryModule }: SubmitContext,
  cells: number,
  id: string,
): Promise<Layout & { readonly script: string; readonly limits: string | null }> => {
  const timed = cells - estimate.unmeasured;
  const workers = Number(settings.options["cpus-per-task"] ?? 1) || 1;
  const layout = layOut({
    cells,
    secondsPerCell: timed > 0 ? estimate.seconds / timed : null,
    workers,
    cellsPerTask: settings.cellsPerTask,
    mostTasks: await scheduler.mostTasks(),
  });
  const program = [process.execPath, taskProgram, resolve(store.resultsRoot), id, String(layout.tasks)];
  const script = scriptText({
    tasks: layout.tasks,
    limit: settings.arrayLimit,
    options: settings.options,
    folder: resolve(submissionFolder(store, id)),
    directory: process.cwd(),
    command: registryModule === undefined ? program : [...program, registryModule],
  });
  return { ...layout, script, limits: proposeLimits(layout, estimate.most, workers, settings.options) };
};

/** A name for a submission that sorts by time and is nobody else's: `20261126-133012123-5f2a0c`. */
export const submissionId = (now: Date): string => {
  const digits = now.toISOString().replaceAll(/[-:.]/g, "").slice(0, 18).replace("T", "-");
  return `${digits}-${randomBytes(3).toString("hex")}`;
};

/** Submits cells as one job array, and keeps what was submitted. */
export const submitCells = async (
  context: SubmitContext,
  entries: readonly Entry[],
): Promise<{
  readonly submission: Submission;
  readonly layout: Layout;
  readonly limits: string | null;
}> => {
  const { store, scheduler, command } = context;
  const id = submissionId(new Date());
  for (const { key, reason } of entries) if (reason === "failed before") clearFailure(store, key);
  const cells = entries.map(({ key, cell, reason }) => ({ ...cell, key, forced: reason === "forced" }));
  writeCells(store, id, cells);
  const { script, limits, ...layout } = await planSubmission(context, entries.length, id);
  const submission = { id, job: await scheduler.submit(script), command, tasks: layout.tasks };
  writeSubmission(store, submission, script);
  return { submission, layout, limits };
};

/** Limits to ask for, in words. */
export const limitsText = (limits: string): string =>
  `No limits were asked for; from the cells that were measured, ${limits} is enough for a task.`;

/** `40 tasks of up to 25 cells (about 10 min each)`. */
export const layoutText = ({ tasks, cellsPerTask, secondsPerTask, crowded }: Layout): string => {
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? "" : "s"}`;
  const time =
    secondsPerTask === null
      ? "nobody has timed such cells yet"
      : secondsPerTask < 60
        ? "less than a minute each"
        : `about ${Math.round(secondsPerTask / 60)} min each`;
  const limit = crowded ? "; the scheduler takes no more tasks in one array" : "";
  return `${count(tasks, "task")} of up to ${count(cellsPerTask, "cell")} (${time}${limit})`;
};
