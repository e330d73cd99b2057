import { failureKept } from "../failure.ts";
import { lookUpCell, type Store } from "../store/store.ts";
import { type Note, readNotes } from "./journal.ts";
import type { Scheduler, TaskState } from "./scheduler.ts";
import { cellsOfTask, readCells, readIfThere, type Submission, taskFile } from "./submission.ts";

export type TaskWord =
  | "pending"
  | "running"
  | "done"
  | "failed"
  | "stopped"
  | "cancelled"
  | "time-out"
  | "out of memory"
  | "node failure"
  /** Slurm has forgotten it, and it hasn't told its end. */
  | "lost";

/** What became of a task of an array. */
export interface TaskStatus {
  readonly task: number;
  readonly word: TaskWord;
  /** More on that, for people: Slurm's reason, the signal; empty when there is nothing to say. */
  readonly detail: string;
  readonly node: string;
  readonly cells: number;
  readonly finished: number;
  readonly failed: number;
  readonly log: string;
}

/** As Slurm has them; whatever isn't here goes by its own name. */
const words: Readonly<Record<string, TaskWord>> = {
  PENDING: "pending",
  REQUEUED: "pending",
  REQUEUE_HOLD: "pending",
  REQUEUE_FED: "pending",
  SPECIAL_EXIT: "pending",
  RESIZING: "running",
  CONFIGURING: "running",
  RUNNING: "running",
  SUSPENDED: "running",
  STOPPED: "running",
  SIGNALING: "running",
  STAGE_OUT: "running",
  COMPLETING: "running",
  COMPLETED: "done",
  FAILED: "failed",
  LAUNCH_FAILED: "failed",
  BOOT_FAIL: "node failure",
  CANCELLED: "cancelled",
  REVOKED: "cancelled",
  PREEMPTED: "cancelled",
  DEADLINE: "time-out",
  TIMEOUT: "time-out",
  OUT_OF_MEMORY: "out of memory",
  NODE_FAIL: "node failure",
};

/** Whether Slurm has ended a task, or will never start it. */
export const isOver = (word: TaskWord): boolean => word !== "pending" && word !== "running";

/** The tasks of a submission, from what Slurm knows, what they have told, and which cells are there. */
export const taskStatuses = async (
  store: Store,
  submission: Submission,
  scheduler: Scheduler,
): Promise<TaskStatus[]> => {
  const states = await scheduler.tasks(submission.job);
  const cells = readCells(store, submission.id);
  return Array.from({ length: submission.tasks }, (_, task) => {
    const own = cellsOfTask(cells, task, submission.tasks);
    const finished = own.filter(({ key }) => lookUpCell(store, key).state === "finished").length;
    const failed = own.filter(({ key }) => failureKept(store, key)).length;
    const log = taskFile(store, submission.id, task, "log");
    const counts = { cells: own.length, finished, failed };
    const told = wordOf(states.get(task), readNotes(store, submission.id, task), counts, () =>
      readIfThere(store, log),
    );
    return { task, ...told, node: states.get(task)?.node ?? "", ...counts, log };
  });
};

/** Slurm's word counts; how a task ended by itself says more than that it failed. */
const wordOf = (
  state: TaskState | undefined,
  notes: readonly Note[],
  { cells, finished }: { readonly cells: number; readonly finished: number },
  readLog: () => string | null,
): Pick<TaskStatus, "word" | "detail"> => {
  const word = state === undefined ? null : (words[state.state] ?? null);
  const last = notes.findLast(({ type }) => type === "ended" || type === "task");
  const end = last?.type === "ended" ? last : null;
  if (word !== null && !isOver(word)) {
    return { word, detail: word === "pending" ? (state?.reason ?? "") : "" };
  }
  if (finished === cells) return { word: "done", detail: "" };
  const by = end?.signal == null ? "" : `stopped by ${end.signal}`;
  // What Slurm did to it; "failed" is only that it ended with a code of its own.
  if (word !== null && word !== "failed" && word !== "done") return { word, detail: by };
  if (end?.signal === "SIGUSR1") return { word: "time-out", detail: "asked to end before its time limit" };
  if (end?.signal != null) return { word: "cancelled", detail: by };
  if (end?.error != null) return { word: "failed", detail: end.error.split("\n", 1)[0]! };
  const logged = loggedEnd(readLog() ?? "");
  if (logged !== null) return logged;
  if (end !== null) return { word: "failed", detail: "" };
  if (word === null) return { word: "lost", detail: "Slurm has forgotten it, and it has not told its end" };
  return { word, detail: word === "failed" ? "its process was ended" : "" };
};

/** Slurm's own last words in a task's log. */
const loggedEnd = (log: string): Pick<TaskStatus, "word" | "detail"> | null => {
  const last = log.split("\n").slice(-20).join("\n");
  const found = (
    [
      [/DUE TO TIME LIMIT/, "time-out"],
      [/DUE TO NODE FAILURE/, "node failure"],
      [/oom[-_ ]kill|Out Of Memory/i, "out of memory"],
      [/DUE TO PREEMPTION|CANCELLED AT/, "cancelled"],
    ] as const
  ).find(([pattern]) => pattern.test(last));
  return found === undefined ? null : { word: found[1], detail: "" };
};

/** The last lines of a task's log, without blank ones. */
export const lastLines = (store: Store, log: string, count = 5): string[] =>
  (readIfThere(store, log) ?? "")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-count);

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
