import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import type { Executor, FailedCell, RunEvent, RunReport, RunRequest } from "../executor/executor.ts";
import type { Entry } from "../plan.ts";
import { layoutText, limitsText, type SubmitContext, submitCells } from "./submit.ts";
import { type TaskStatus, taskLine, taskStatuses } from "./task-status.ts";
import { askForEnds, readJournals, stillGoing, type Watched, watch } from "./watched.ts";

export interface SlurmContext extends SubmitContext {
  readonly clock: Clock;
  /** A line for people about tasks. */
  readonly notice: (line: string) => void;
  /** Seconds between two looks at journals, and between two questions to Slurm. */
  readonly pace?: { readonly journals: number; readonly scheduler: number };
}

/**
 * Computes cells as one job array, and waits for them unless it is to detach. What an earlier array is still to compute
 * is waited for, and not submitted again. Interrupted, it leaves the cluster alone and says how to end the jobs.
 */
export const slurmExecutor = (context: SlurmContext): Executor => ({
  run: (request) => runCells(context, request),
});

/** Questions in a row that a busy controller may leave unanswered. */
const mostUnanswered = 10;

const runCells = async (context: SlurmContext, request: RunRequest): Promise<RunReport> => {
  const { settings, notice } = context;
  const { entries, onEvent = () => {}, stop, kill, failFast = false } = request;
  const todo = entries.filter(({ state }) => state === "todo");
  const pending = new Map(todo.map((entry) => [entry.key, entry]));
  const failed: FailedCell[] = [];
  let done = 0;
  const hear = (event: RunEvent): void => {
    onEvent(event);
    if (event.type === "done") done += 1;
    if (event.type === "failed") failed.push(event);
  };
  const stopped = (): boolean =>
    (stop?.aborted ?? false) || (kill?.aborted ?? false) || (failFast && failed.length > 0);

  const watched = stopped() ? [] : await begin(context, pending);
  if (!settings.detach) await wait(context, watched, pending, { hear, stopped });
  const submitted = watched.map(({ submission: { job, tasks } }) => ({ job, tasks }));
  if (stopped() && pending.size > 0 && submitted.length > 0) {
    const jobs = submitted.map(({ job }) => job).join(" ");
    notice(`The cluster goes on with job ${jobs}; \`scancel ${jobs}\` ends it.`);
  }
  const left = todo.length - done - failed.length;
  return { done, found: 0, failed: inOrder(failed, todo), left, submitted };
};

/** Finds who has the cells already, and submits the others. */
const begin = async (context: SlurmContext, pending: ReadonlyMap<string, Entry>): Promise<Watched[]> => {
  const { store, scheduler, notice } = context;
  const watched = await stillGoing(store, scheduler, pending);
  for (const { submission, keys } of watched)
    notice(`Job ${submission.job} has ${keys.length} of the cells already: they are waited for.`);
  const covered = new Set(watched.flatMap(({ keys }) => keys));
  const fresh = [...pending.values()].filter(({ key }) => !covered.has(key));
  if (fresh.length === 0) return watched;
  const { submission, layout, limits } = await submitCells(context, fresh);
  notice(`Submitted job ${submission.job}: ${layoutText(layout)}`);
  if (limits !== null) notice(limitsText(limits));
  return [
    ...watched,
    watch(
      submission,
      fresh.map(({ key }) => key),
    ),
  ];
};

/** Waits until no cell is pending, no task is left that could compute it, or it is stopped. */
const wait = async (
  { store, scheduler, clock, notice, pace = { journals: 1, scheduler: 10 } }: SlurmContext,
  watched: readonly Watched[],
  pending: Map<string, Entry>,
  { hear, stopped }: { readonly hear: (event: RunEvent) => void; readonly stopped: () => boolean },
): Promise<void> => {
  const listen = () => {
    for (const each of watched) readJournals(store, each, pending, hear);
  };
  let asked = Number.NEGATIVE_INFINITY;
  let unanswered = 0;
  for (listen(); pending.size > 0 && !stopped(); listen()) {
    if (clock.now() - asked >= pace.scheduler) {
      asked = clock.now();
      try {
        const { ended, going } = await askForEnds(store, scheduler, watched);
        unanswered = 0;
        listen(); // What the ended tasks told last, they told before they ended.
        for (const { each, status } of ended) {
          each.over.add(status.task);
          notice(taskLine(each.submission.job, status));
        }
        if (!going) return;
      } catch (error) {
        unanswered += 1;
        if (unanswered === mostUnanswered) throw error;
      }
    }
    await sleep(pace.journals * 1000);
  }
  if (pending.size > 0) return;
  // Every cell is there, though Slurm may not yet have seen the last tasks end.
  for (const each of watched) {
    for (const status of await taskStatuses(store, each.submission, scheduler)) {
      if (!each.over.has(status.task) && status.finished + status.failed === status.cells)
        notice(taskLine(each.submission.job, settledStatus(status)));
    }
  }
};

/** A task whose cells are all settled, whatever Slurm still says of it. */
const settledStatus = (status: TaskStatus): TaskStatus => ({
  ...status,
  word: status.failed > 0 ? "failed" : "done",
  detail: "",
});

const inOrder = (failed: readonly FailedCell[], entries: readonly Entry[]): FailedCell[] => {
  const order = new Map(entries.map((entry, index) => [entry.key, index]));
  return failed
    .map(({ entry, message, log }) => ({ entry, message, log }))
    .sort((a, b) => order.get(a.entry.key)! - order.get(b.entry.key)!);
};
