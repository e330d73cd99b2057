import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Clock } from "../clock.ts";
import type { Executor, FailedCell, RunEvent, RunReport, RunRequest } from "../executor/executor.ts";
import { clearFailure } from "../failure.ts";
import type { Entry, Estimate } from "../plan.ts";
import type { Store } from "../store.ts";
import { readNotes } from "./journal.ts";
import { type Layout, layOut } from "./layout.ts";
import type { SlurmOptions } from "./options.ts";
import type { Scheduler } from "./scheduler.ts";
import { scriptText } from "./script.ts";
import {
  cellsOfTask,
  readCells,
  readSubmissions,
  type Submission,
  submissionFolder,
  writeCells,
  writeSubmission,
} from "./submission.ts";
import { isOver, type TaskStatus, taskStatuses } from "./task-status.ts";

export interface SlurmSettings {
  readonly options: SlurmOptions;
  readonly cellsPerTask: number | null;
  /** Tasks that may run at once; null for no limit. */
  readonly arrayLimit: number | null;
  /** Submit and return. */
  readonly detach: boolean;
}

export interface SlurmContext {
  readonly store: Store;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly settings: SlurmSettings;
  /** The command as it was typed. */
  readonly command: string;
  /** Of the cells that are to do. */
  readonly estimate: Estimate;
  /** A line for people about tasks. */
  readonly notice: (line: string) => void;
  /** URL of the module that exports `works`; the built one without. */
  readonly registryModule?: string;
  /** Seconds between two looks at journals, and between two questions to Slurm. */
  readonly pace?: { readonly journals: number; readonly scheduler: number };
}

/** Computes cells as one job array, and waits for them unless it is to detach. */
export const slurmExecutor = (context: SlurmContext): Executor => ({
  run: (request) => runCells(context, request),
});

/** Questions in a row that a busy controller may leave unanswered. */
const mostUnanswered = 10;
const taskProgram = fileURLToPath(new URL("../../../dist/run/slurm/task.js", import.meta.url));

/** How the cells would be laid out, and the script that sbatch would get. Writes nothing. */
export const planSubmission = async (
  { store, scheduler, settings, estimate, registryModule }: SlurmContext,
  cells: number,
  id: string,
): Promise<Layout & { readonly script: string }> => {
  const workers = Number(settings.options["cpus-per-task"] ?? 1) || 1;
  const timed = cells - estimate.unmeasured;
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
  return { ...layout, script };
};

/** A name for a submission that sorts by time and is nobody else's. */
export const submissionId = (now: Date): string => {
  const digits = now.toISOString().replaceAll(/[-:]/g, "").slice(0, 15).replace("T", "-");
  return `${digits}-${randomBytes(3).toString("hex")}`;
};

const runCells = async (context: SlurmContext, request: RunRequest): Promise<RunReport> => {
  const { store, clock, settings, notice, pace = { journals: 1, scheduler: 10 } } = context;
  const { entries, onEvent = () => {}, stop, kill, failFast = false } = request;
  const pending = new Map(entries.filter(({ state }) => state === "todo").map((entry) => [entry.key, entry]));
  const total = pending.size;
  const watched = await stillGoing(context, pending);
  const covered = new Set(watched.flatMap((each) => each.keys));
  const fresh = [...pending.values()].filter(({ key }) => !covered.has(key));
  if (fresh.length > 0 && !stop?.aborted) watched.push(await submit(context, fresh));

  const failed: FailedCell[] = [];
  let done = 0;
  const hear = (event: RunEvent): void => {
    onEvent(event);
    if (event.type === "done") done += 1;
    if (event.type === "failed") failed.push(event);
  };
  let asked = Number.NEGATIVE_INFINITY;
  let unanswered = 0;
  while (!settings.detach && pending.size > 0 && !stop?.aborted && !kill?.aborted) {
    for (const each of watched) readJournals(store, each, pending, hear);
    if (failFast && failed.length > 0) break;
    if (clock.now() - asked >= pace.scheduler) {
      asked = clock.now();
      try {
        const { ended, going } = await askForEnds(context, watched);
        unanswered = 0;
        // What the ended tasks told last, they told before they ended.
        for (const each of watched) readJournals(store, each, pending, hear);
        for (const { each, status } of ended) {
          each.over.add(status.task);
          notice(taskLine(each.submission.job, status));
        }
        if (!going) break;
      } catch (error) {
        unanswered += 1;
        if (unanswered === mostUnanswered) throw error;
      }
    }
    await sleep(pace.journals * 1000);
  }
  if ((stop?.aborted || kill?.aborted) && pending.size > 0) {
    const jobs = watched.map(({ submission }) => submission.job).join(" ");
    notice(`The cluster goes on with job ${jobs}; \`scancel ${jobs}\` ends it.`);
  }
  const left = total - done - failed.length;
  const jobs = watched.map(({ submission: { job, tasks } }) => ({ job, tasks }));
  return { done, found: 0, failed: inOrder(failed, entries), left, submitted: jobs };
};

/** A submission that is waited for. */
interface Watched {
  readonly submission: Submission;
  /** The cells of it that are waited for. */
  readonly keys: readonly string[];
  /** Of each task, how many of its notes have been read. */
  readonly read: number[];
  /** Cells that have started; a task that is requeued starts some again. */
  readonly started: Set<string>;
  /** Tasks whose end has been told. */
  readonly over: Set<number>;
}

const unread = (tasks: number): Pick<Watched, "read" | "started"> => ({
  read: Array.from({ length: tasks }, () => 0),
  started: new Set(),
});

const submit = async (context: SlurmContext, entries: readonly Entry[]): Promise<Watched> => {
  const { store, scheduler, command, notice } = context;
  const id = submissionId(new Date());
  for (const { key } of entries) clearFailure(store, key);
  writeCells(
    store,
    id,
    entries.map(({ key, cell, reason }) => ({ ...cell, key, forced: reason === "forced" })),
  );
  const { script, tasks, cellsPerTask, secondsPerTask, crowded } = await planSubmission(
    context,
    entries.length,
    id,
  );
  const job = await scheduler.submit(script);
  const submission = { id, job, command, tasks };
  writeSubmission(store, submission, script);
  const each = `${cellsPerTask} ${cellsPerTask === 1 ? "cell" : "cells"}`;
  const time = secondsPerTask === null ? "nobody has timed such cells yet" : aboutMinutes(secondsPerTask);
  const limit = crowded ? "; the scheduler takes no more tasks in one array" : "";
  notice(
    `Submitted job ${job}: ${tasks} ${tasks === 1 ? "task" : "tasks"} of up to ${each} (${time}${limit})`,
  );
  return { submission, keys: entries.map(({ key }) => key), ...unread(tasks), over: new Set() };
};

const aboutMinutes = (seconds: number): string =>
  seconds < 60 ? "less than a minute each" : `about ${Math.round(seconds / 60)} min each`;

/** Earlier submissions of which tasks wait or run that hold cells which are to do: those aren't submitted again. */
const stillGoing = async (context: SlurmContext, pending: ReadonlyMap<string, Entry>): Promise<Watched[]> => {
  const { store, scheduler } = context;
  const found: Watched[] = [];
  for (const submission of readSubmissions(store)) {
    const cells = readCells(store, submission.id);
    if (!cells.some(({ key }) => pending.has(key))) continue;
    const tasks = await taskStatuses(store, submission, scheduler);
    const going = tasks.filter(({ word }) => !isOver(word)).map(({ task }) => task);
    const keys = going
      .flatMap((task) => cellsOfTask(cells, task, submission.tasks))
      .map(({ key }) => key)
      .filter((key) => pending.get(key)?.reason !== "forced" && pending.has(key));
    if (keys.length === 0) continue;
    const over = new Set(tasks.filter(({ word }) => isOver(word)).map(({ task }) => task));
    found.push({ submission, keys, ...unread(submission.tasks), over });
    context.notice(
      `Job ${submission.job} is computing ${keys.length} of the cells already: they are waited for.`,
    );
  }
  return found;
};

/** Tells what the tasks have written since the last time. */
const readJournals = (
  store: Store,
  { submission, read, over, started }: Watched,
  pending: Map<string, Entry>,
  hear: (event: RunEvent) => void,
): void => {
  for (let task = 0; task < submission.tasks; task += 1) {
    if (over.has(task)) continue;
    const notes = readNotes(store, submission.id, task);
    for (const note of notes.slice(read[task])) {
      if (!("key" in note)) continue;
      const entry = pending.get(note.key);
      if (entry === undefined) continue;
      if (note.type === "started") {
        if (!started.has(note.key)) hear({ type: "started", entry, pid: 0 });
        started.add(note.key);
        continue;
      }
      pending.delete(note.key);
      if (note.type === "done") hear({ type: "done", entry, seconds: note.seconds });
      else hear({ type: "failed", entry, message: note.message, log: note.log, here: true });
    }
    read[task] = notes.length;
  }
};

/** The tasks that have ended since the last time, and whether any has not. */
const askForEnds = async (
  { store, scheduler }: SlurmContext,
  watched: readonly Watched[],
): Promise<{
  readonly ended: readonly { readonly each: Watched; readonly status: TaskStatus }[];
  readonly going: boolean;
}> => {
  const ended: { readonly each: Watched; readonly status: TaskStatus }[] = [];
  let going = false;
  for (const each of watched) {
    for (const status of await taskStatuses(store, each.submission, scheduler)) {
      if (!isOver(status.word)) going = true;
      else if (!each.over.has(status.task)) ended.push({ each, status });
    }
  }
  return { ended, going };
};

/** `job 12, task 3 on n2: time-out (stopped before its time limit), 4 of 10 cells missing; log: …` */
export const taskLine = (job: string, status: TaskStatus): string => {
  const { task, word, detail, node, cells, finished, failed, log } = status;
  const where = node === "" ? "" : ` on ${node}`;
  const why = detail === "" ? "" : ` (${detail})`;
  const missing = cells - finished - failed;
  const counts = [
    failed > 0 ? `${failed} of ${cells} cells failed` : "",
    missing > 0 ? `${missing} of ${cells} cells missing` : "",
  ].filter((text) => text !== "");
  const rest =
    counts.length === 0 ? `, ${finished} of ${cells} cells` : `, ${counts.join(", ")}; log: ${log}`;
  return `job ${job}, task ${task}${where}: ${word}${why}${rest}`;
};

const inOrder = (failed: readonly FailedCell[], entries: readonly Entry[]): FailedCell[] => {
  const order = new Map(entries.map((entry, index) => [entry.key, index]));
  return [...failed]
    .map(({ entry, message, log }) => ({ entry, message, log }))
    .sort((a, b) => order.get(a.entry.key)! - order.get(b.entry.key)!);
};
