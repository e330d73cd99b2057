import { type ChildProcess, fork } from "node:child_process";
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ownFile } from "../../package-root.ts";
import type { Answer, Task } from "../messages.ts";
import { storageError } from "../store/storage-error.ts";
import type { Store } from "../store/store.ts";
import { temporaryName } from "../store/whole-file.ts";
import { compileLater } from "./compile-later.ts";

/** The end of a worker process that had not answered. */
export interface Ended {
  readonly type: "ended";
  /** `was ended by SIGKILL`, `exited with code 3`. */
  readonly how: string;
}

/** The parent's side of a worker process: it computes one task at a time. */
export interface WorkerProcess {
  readonly pid: number;
  /** Whether its memories of WebAssembly have guard pages, and so need much address space. */
  readonly guarded: boolean;
  /** Settles when the worker answers or ends; never rejects. */
  readonly compute: (task: Task) => Promise<Answer | Ended>;
  /** What the worker has printed since the last call: the last megabyte of it. */
  readonly takeOutput: () => string;
  /** Ends it at once. Safe between tasks, since an answer means that the cell is stored. */
  readonly kill: () => void;
  /** Closes what belongs to it. To be called when it has ended or been killed. */
  readonly release: () => void;
}

/** A worker that has been asked to start; `started` settles when it is ready, is unable to load its works, or has ended. */
export interface StartingWorker {
  readonly worker: WorkerProcess;
  readonly started: Promise<Answer | Ended>;
}

const workerFile = fileURLToPath(ownFile("lib/run/worker.js"));
const mostOutput = 2 ** 20;

/** Starts a worker process. */
export const startWorker = (
  store: Store,
  registryModule: string,
  nodeFlags: readonly string[] = [],
): StartingWorker => {
  const output = openOutput(store);
  const child = fork(workerFile, [store.resultsRoot, registryModule, String(process.pid)], {
    stdio: ["ignore", output, output, "ipc"],
    execArgv: [...compileLater, ...nodeFlags],
  });
  const next = answersOf(child);
  const worker: WorkerProcess = {
    pid: child.pid ?? 0,
    guarded: nodeFlags.length === 0,
    compute: (task) => {
      const answer = next();
      // A failed send means that the worker is ending, and its exit is what settles the answer.
      child.send(task, () => {});
      return answer;
    },
    takeOutput: () => takeOutput(output),
    kill: () => child.kill("SIGKILL"),
    release: () => closeSync(output),
  };
  return { worker, started: next() };
};

/** Each call gives the child's next answer, or its end, also if that has come already. */
const answersOf = (child: ChildProcess): (() => Promise<Answer | Ended>) => {
  let settle: (answer: Answer | Ended) => void = () => {};
  let ended: Ended | null = null;
  const end = (how: string) => {
    ended ??= { type: "ended", how };
    settle(ended);
  };
  child.on("message", (answer: Answer) => settle(answer));
  child.on("exit", (code, signal) =>
    end(signal === null ? `exited with code ${code}` : `was ended by ${signal}`),
  );
  child.on("error", (error) => end(`could not be run: ${error.message}`));
  return () =>
    new Promise((resolve) => {
      settle = resolve;
      if (ended !== null) resolve(ended);
    });
};

/**
 * A nameless file for what a worker prints. Being a file, it holds every byte at the moment when an answer or an
 * end arrives, also the last words of a crashing process, and costs the parent no memory.
 */
const openOutput = (store: Store): number => {
  const path = temporaryName(join(store.folder, "output"));
  try {
    const descriptor = openSync(path, "ax+");
    try {
      unlinkSync(path);
    } catch {
      // Systems that keep the name of an open file: `prepareStore` of a later run removes it.
    }
    return descriptor;
  } catch (error) {
    throw storageError("write", path, error);
  }
};

const takeOutput = (descriptor: number): string => {
  const size = fstatSync(descriptor).size;
  if (size === 0) return "";
  const kept = Buffer.alloc(Math.min(size, mostOutput));
  const read = readSync(descriptor, kept, 0, kept.length, size - kept.length);
  ftruncateSync(descriptor, 0);
  const omitted = size - kept.length;
  return (
    (omitted > 0 ? `(${omitted} bytes before this are left out)\n` : "") + kept.toString("utf8", 0, read)
  );
};
