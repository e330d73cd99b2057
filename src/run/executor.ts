import { pathToFileURL } from "node:url";
import { exitCode, UserError } from "../errors.ts";
import { clearFailure, writeFailure, writeLog } from "./failure.ts";
import type { Answer, Failure } from "./messages.ts";
import type { Entry } from "./plan.ts";
import { lookUpCell, type Store } from "./store.ts";
import { type Ended, startWorker, type WorkerProcess } from "./worker-process.ts";

export type RunEvent =
  | { readonly type: "started"; readonly entry: Entry; readonly pid: number }
  | { readonly type: "done"; readonly entry: Entry; readonly seconds: number }
  | ({ readonly type: "failed" } & FailedCell);

export interface FailedCell {
  readonly entry: Entry;
  readonly message: string;
  /** Path of the file with the cell's settings, its error and all that it printed. */
  readonly log: string;
}

export interface RunReport {
  readonly done: number;
  /** In the order of the entries. */
  readonly failed: readonly FailedCell[];
  /** Cells that are still to do, because the run was stopped. */
  readonly left: number;
}

export interface RunOptions {
  /** Those with state `todo` are computed, in this order. */
  readonly entries: readonly Entry[];
  readonly workers: number;
  readonly store: Store;
  /** URL or absolute path of the module that exports `works`. */
  readonly registryModule?: string | URL;
  readonly onEvent?: (event: RunEvent) => void;
  /** Starts no further cells; those that are running finish and are kept. */
  readonly stop?: AbortSignal;
  /** Ends the workers at once; the cells that are running are lost, at most those. */
  readonly kill?: AbortSignal;
  /** As `stop`, from the first failure on. */
  readonly failFast?: boolean;
}

const builtRegistry = new URL("../../dist/experiments/works.js", import.meta.url);
/** Starts of a worker that may fail in a row before the run is given up. */
const mostStarts = 3;

/**
 * Computes the cells that are to do, each in one of `workers` long-lived processes that store it themselves.
 *
 * A cell that throws, or whose process dies, fails alone: it is named, recorded and logged, its process is
 * replaced, and the others go on. A failure of the environment (a full disk, missing data) would meet every cell,
 * so it isn't held against the one that met it: no further cell starts, and the promise rejects with it.
 */
export async function runCells(options: RunOptions): Promise<RunReport> {
  const { entries, workers, store, onEvent = () => {}, stop, kill, failFast = false } = options;
  const registry = options.registryModule ?? builtRegistry;
  const registryUrl = (
    typeof registry === "string" && !registry.startsWith("file:") ? pathToFileURL(registry) : registry
  ).toString();
  const todo = entries.filter((entry) => entry.state === "todo");
  const living = new Set<WorkerProcess>();
  const failed: FailedCell[] = [];
  const fatal: unknown[] = [];
  let started = 0;
  let done = 0;

  const stopped = () => fatal.length > 0 || (failFast && failed.length > 0) || stop?.aborted || kill?.aborted;
  const killAll = () => {
    for (const worker of living) worker.kill();
  };
  kill?.addEventListener("abort", killAll);

  const dismiss = (worker: WorkerProcess): void => {
    worker.kill();
    worker.release();
    living.delete(worker);
  };

  /** A worker that is ready, or null when the run is being stopped. */
  const hire = async (): Promise<WorkerProcess | null> => {
    let last = "";
    for (let start = 0; start < mostStarts && !stopped(); start += 1) {
      const { worker, started: starting } = startWorker(store, registryUrl);
      living.add(worker);
      const answer = await starting;
      if (answer.type === "ready") return worker;
      if (answer.type === "ended")
        last = `A worker process ${answer.how} before it was ready.\n${worker.takeOutput()}`;
      dismiss(worker);
      if (answer.type === "unable") throw errorOf(answer);
    }
    if (stopped()) return null;
    throw new Error(last);
  };

  const settle = (entry: Entry, answer: Answer | Ended, output: string): void => {
    const finished = answer.type === "done" ? answer : storedByTheDead(store, entry, answer);
    if (finished !== null) {
      clearFailure(store, entry.key);
      if (output !== "") writeLog(store, entry.key, output);
      done += 1;
      onEvent({ type: "done", entry, seconds: finished.seconds });
    } else if (answer.type === "failed" && answer.code === exitCode.environment) {
      throw errorOf(answer);
    } else if (!(answer.type === "ended" && kill?.aborted)) {
      const message = answer.type === "failed" ? answer.message : lastWords(answer, output);
      const failure = { entry, message, log: writeFailure(store, entry.key, entry.cell, message, output) };
      failed.push(failure);
      onEvent({ type: "failed", ...failure });
    }
  };

  const work = async (): Promise<void> => {
    let worker: WorkerProcess | null = null;
    try {
      while (started < todo.length && !stopped()) {
        worker ??= await hire();
        const entry = todo[started];
        if (worker === null || entry === undefined || stopped()) break;
        started += 1;
        onEvent({ type: "started", entry, pid: worker.pid });
        const answer = await worker.compute(entry);
        const output = worker.takeOutput();
        if (answer.type === "ended") {
          dismiss(worker);
          worker = null;
        }
        settle(entry, answer, output);
      }
    } catch (error) {
      fatal.push(error);
    } finally {
      if (worker !== null) dismiss(worker);
    }
  };

  await Promise.all(Array.from({ length: Math.min(workers, todo.length) }, work));
  kill?.removeEventListener("abort", killAll);
  if (fatal.length > 0) throw fatal[0];
  const order = new Map(todo.map((entry, index) => [entry, index]));
  failed.sort((a, b) => order.get(a.entry)! - order.get(b.entry)!);
  return { done, failed, left: todo.length - done - failed.length };
}

/** A worker may die between storing a cell and saying so. A forced cell has an older result, which proves nothing. */
function storedByTheDead(
  store: Store,
  entry: Entry,
  answer: Answer | Ended,
): { readonly seconds: number } | null {
  if (answer.type !== "ended" || entry.reason === "forced") return null;
  const lookup = lookUpCell(store, entry.key);
  return lookup.state === "finished" ? lookup.cell : null;
}

function lastWords(answer: Answer | Ended, output: string): string {
  const how = answer.type === "ended" ? answer.how : "answered out of turn";
  const hint = how.endsWith("SIGKILL") ? " (the system does that when memory runs out)" : "";
  const last = output.trimEnd().split("\n").slice(-10).join("\n");
  return `Its process ${how}${hint} before the cell was finished.${last === "" ? "" : `\nIts last words:\n${last}`}`;
}

function errorOf({ message, code }: Failure): Error {
  return code === null ? new Error(message) : new UserError(code, message);
}
