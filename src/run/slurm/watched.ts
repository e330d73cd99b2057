import type { RunEvent } from "../executor/executor.ts";
import type { Entry } from "../plan.ts";
import type { Store } from "../store/store.ts";
import { readNotes } from "./journal.ts";
import type { Scheduler } from "./scheduler.ts";
import { cellsOfTask, readCells, readSubmissions, type Submission } from "./submission.ts";
import { isOver, type TaskStatus, taskStatuses } from "./task-status.ts";

/** A submission that is waited for, and what has been heard of it. */
export interface Watched {
  readonly submission: Submission;
  /** The cells of it that are waited for. */
  readonly keys: readonly string[];
  /** Of each task, how many of its notes have been read. */
  readonly read: number[];
  /** Cells that have started; a task that is requeued starts some again. */
  readonly started: Set<string>;
  /** Tasks whose end has been told. */
  readonly over: Set<number>;
  /** How often in a row a task with missing cells has looked ended. */
  readonly looksOver: Map<number, number>;
}

/** A task that is requeued looks ended for a moment: only one that looks so as often in a row is. */
const sightings = 3;

export const watch = (
  submission: Submission,
  keys: readonly string[],
  over: readonly number[] = [],
): Watched => ({
  submission,
  keys,
  read: Array.from({ length: submission.tasks }, () => 0),
  started: new Set(),
  over: new Set(over),
  looksOver: new Map(),
});

/** Earlier submissions with tasks that wait or run and hold cells which are to do: those aren't submitted again. */
export const stillGoing = async (
  store: Store,
  scheduler: Scheduler,
  pending: ReadonlyMap<string, Entry>,
): Promise<Watched[]> => {
  const found: Watched[] = [];
  for (const submission of readSubmissions(store)) {
    const cells = readCells(store, submission.id);
    if (!cells.some(({ key }) => pending.has(key))) continue;
    const tasks = await taskStatuses(store, submission, scheduler);
    const going = tasks.filter(({ word }) => !isOver(word)).map(({ task }) => task);
    const keys = going
      .flatMap((task) => cellsOfTask(cells, task, submission.tasks))
      .map(({ key }) => key)
      .filter((key) => pending.has(key) && pending.get(key)?.reason !== "forced");
    const over = tasks.filter(({ word }) => isOver(word)).map(({ task }) => task);
    if (keys.length > 0) found.push(watch(submission, keys, over));
  }
  return found;
};

/** Tells what the tasks have written since the last time, and takes the cells that have ended off `pending`. */
export const readJournals = (
  store: Store,
  { submission, read, over, started }: Watched,
  pending: Map<string, Entry>,
  hear: (event: RunEvent) => void,
): void => {
  for (let task = 0; task < submission.tasks; task += 1) {
    if (over.has(task)) continue;
    const notes = readNotes(store, submission.id, task);
    for (const note of notes.slice(read[task])) {
      const entry = "key" in note ? pending.get(note.key) : undefined;
      if (!("key" in note) || entry === undefined) continue;
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
export const askForEnds = async (
  store: Store,
  scheduler: Scheduler,
  watched: readonly Watched[],
): Promise<{
  readonly ended: readonly { readonly each: Watched; readonly status: TaskStatus }[];
  readonly going: boolean;
}> => {
  const ended: { readonly each: Watched; readonly status: TaskStatus }[] = [];
  let going = false;
  for (const each of watched) {
    for (const status of await taskStatuses(store, each.submission, scheduler)) {
      if (each.over.has(status.task)) continue;
      const seen = isOver(status.word) ? (each.looksOver.get(status.task) ?? 0) + 1 : 0;
      each.looksOver.set(status.task, seen);
      if (status.word === "done" || seen >= sightings) ended.push({ each, status });
      else going = true;
    }
  }
  return { ended, going };
};
