import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { exitCode, UserError } from "../../errors.ts";
import { ownFile } from "../../package-root.ts";
import type { Claimant } from "../claims/claim.ts";
import { systemClock } from "../clock.ts";
import { clearFailure, writeFailure, writeLog } from "../failure.ts";
import type { Answer, Failure } from "../messages.ts";
import type { Entry } from "../plan.ts";
import { lookUpCell, type Store } from "../store/store.ts";
import { lacksAddressSpace, withoutGuards } from "./address-space.ts";
import type { Executor, FailedCell, RunEvent, RunReport, RunRequest } from "./executor.ts";
import { createQueue } from "./queue.ts";
import { type Ended, type StartingWorker, startWorker, type WorkerProcess } from "./worker-process.ts";

export interface LocalOptions {
  /** The process as it claims cells. */
  readonly claimant: Claimant;
  readonly workers: number;
  /** URL or absolute path of the module that exports `works`. */
  readonly registryModule?: string | URL;
}

const builtRegistry = ownFile("lib/experiments/works.js");
/** Starts of a worker that may fail in a row before the run is given up. */
const mostStarts = 3;
/** Between two questions whether what others hold is free or done. */
const pollMilliseconds = 100;

export interface LocalExecutor extends Executor {
  /** There will be something to compute: starts the workers, while the plan is still being made. */
  readonly prepare: () => void;
  /** Ends the workers that were started and not needed. */
  readonly close: () => void;
}

/**
 * Computes cells on this machine, each in one of `workers` long-lived processes that store it themselves.
 *
 * A cell that throws, or whose process dies, fails alone: it is named, recorded and logged, its process is
 * replaced, and the others go on. A failure of the environment (a full disk, missing data) would meet every cell,
 * so it isn't held against the one that met it: no further cell starts, and the promise rejects with it.
 */
export const localExecutor = (options: LocalOptions): LocalExecutor => {
  const { claimant, workers, registryModule: registry = builtRegistry } = options;
  const registryUrl = (
    typeof registry === "string" && !registry.startsWith("file:") ? pathToFileURL(registry) : registry
  ).toString();
  const early: StartingWorker[] = [];
  let prepared = false;
  return {
    prepare: () => {
      for (; !prepared && early.length < workers; ) early.push(startWorker(claimant.store, registryUrl));
      prepared = true;
    },
    run: (request) => runCells({ claimant, workers, registryUrl, early }, request),
    close: () => {
      for (const { worker } of early.splice(0)) end(worker);
    },
  };
};

/** Ends a worker process, and closes what belongs to it. */
const end = (worker: WorkerProcess): void => {
  worker.kill();
  worker.release();
};

interface RunOptions extends Pick<LocalOptions, "claimant" | "workers"> {
  readonly registryUrl: string;
  /** Workers that have been started already; those that are taken are removed. */
  readonly early: StartingWorker[];
}

const runCells = async (options: RunOptions, request: RunRequest): Promise<RunReport> => {
  const { claimant, workers, registryUrl, early } = options;
  const { store } = claimant;
  const { entries, stop, kill, failFast = false } = request;
  const todo = entries.filter((entry) => entry.state === "todo");
  const living = new Set<WorkerProcess>();
  const failed: FailedCell[] = [];
  const fatal: unknown[] = [];
  let done = 0;
  let found = 0;

  const onEvent = (event: RunEvent): void => {
    if (event.type === "done") done += 1;
    if (event.type === "found") found += 1;
    if (event.type === "failed") failed.push(event);
    request.onEvent?.(event);
  };
  const queue = createQueue(todo, claimant, systemClock, onEvent);

  const stopped = () => fatal.length > 0 || (failFast && failed.length > 0) || stop?.aborted || kill?.aborted;
  const killAll = () => {
    for (const worker of living) worker.kill();
  };
  kill?.addEventListener("abort", killAll);

  const dismiss = (worker: WorkerProcess): void => {
    end(worker);
    living.delete(worker);
  };

  let nodeFlags: readonly string[] = [];
  /** Whether a worker's failure comes from too little address space; workers that can do with less are tried then. */
  const goWithoutGuards = ({ guarded }: WorkerProcess, { message }: Failure): boolean => {
    if (!guarded || !lacksAddressSpace(message) || withoutGuards.length === 0) return false;
    nodeFlags = withoutGuards;
    return true;
  };

  /** A worker that is ready, or null when the run is being stopped. */
  const hire = async (): Promise<WorkerProcess | null> => {
    let last = "";
    for (let start = 0; start < mostStarts && !stopped(); start += 1) {
      const { worker, started: starting } = early.pop() ?? startWorker(store, registryUrl, nodeFlags);
      living.add(worker);
      const answer = await starting;
      if (answer.type === "ready") return worker;
      if (answer.type === "ended")
        last = `A worker process ${answer.how} before it was ready.\n${worker.takeOutput()}`;
      dismiss(worker);
      if (answer.type === "unable" && !goWithoutGuards(worker, answer)) throw errorOf(answer);
    }
    if (stopped()) return null;
    throw new UserError(exitCode.environment, last);
  };

  const settle = (entry: Entry, answer: Answer | Ended, output: string): void => {
    const finished = answer.type === "done" ? answer : storedByTheDead(store, entry, answer);
    if (finished !== null) {
      clearFailure(store, entry.key);
      if (output !== "") writeLog(store, entry.key, output);
      onEvent({ type: "done", entry, seconds: finished.seconds });
    } else if (answer.type === "failed" && answer.code === exitCode.environment) {
      throw errorOf(answer);
    } else if (!(answer.type === "ended" && kill?.aborted)) {
      const message = answer.type === "failed" ? answer.message : lastWords(answer, output);
      const log = writeFailure(store, entry.key, entry.cell, message, output);
      onEvent({ type: "failed", entry, message, log, here: true });
    }
  };

  /** Computes one cell; the worker goes on to live unless it has ended. */
  const computeOne = async (worker: WorkerProcess, entry: Entry): Promise<WorkerProcess | null> => {
    onEvent({ type: "started", entry, pid: worker.pid });
    let [computing, answer] = [worker, await worker.compute(entry)];
    if (answer.type === "failed" && goWithoutGuards(worker, answer)) {
      dismiss(worker);
      const frugal = await hire();
      if (frugal === null) return null;
      [computing, answer] = [frugal, await frugal.compute(entry)];
    }
    const output = computing.takeOutput();
    const ended = answer.type === "ended";
    if (ended) dismiss(computing);
    settle(entry, answer, output);
    return ended ? null : computing;
  };

  const work = async (): Promise<void> => {
    let worker: WorkerProcess | null = null;
    try {
      while (!stopped()) {
        const taken = queue.take();
        if (taken === null) break;
        if (taken === "later") {
          await sleep(pollMilliseconds);
          continue;
        }
        try {
          worker ??= await hire();
          if (worker === null || stopped()) break;
          worker = await computeOne(worker, taken.entry);
        } finally {
          taken.release();
        }
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
  const plain = failed.map(({ entry, message, log }) => ({ entry, message, log }));
  return { done, found, failed: plain, left: todo.length - done - found - failed.length };
};

/** A worker may die between storing a cell and saying so. A forced cell has an older result, which proves nothing. */
const storedByTheDead = (
  store: Store,
  entry: Entry,
  answer: Answer | Ended,
): { readonly seconds: number } | null => {
  if (answer.type !== "ended" || entry.reason === "forced") return null;
  const lookup = lookUpCell(store, entry.key);
  return lookup.state === "finished" ? lookup.cell : null;
};

const lastWords = (answer: Answer | Ended, output: string): string => {
  const how = answer.type === "ended" ? answer.how : "answered out of turn";
  const hint = how.endsWith("SIGKILL") ? " (the system does that when memory runs out)" : "";
  const last = output.trimEnd().split("\n").slice(-10).join("\n");
  return `Its process ${how}${hint} before the cell was finished.${last === "" ? "" : `\nIts last words:\n${last}`}`;
};

const errorOf = ({ message, code }: Failure): Error => {
  return code === null ? new Error(message) : new UserError(code, message);
};
