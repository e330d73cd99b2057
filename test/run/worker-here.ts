import childProcess, { type ChildProcess, type ForkOptions } from "node:child_process";
import { EventEmitter } from "node:events";
import { writeSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";
import type { Task } from "../../src/run/messages.ts";
import type { Workplace } from "../../src/run/workplace.ts";

const built = (path: string) => fileURLToPath(new URL(`../../lib/run/${path}`, import.meta.url));
const workerFile = built("worker.js");

/**
 * A worker that lives in this process, and has all that one of its own does: the cells' workplace, the answers, the file for what
 * is printed. Only its end can't come while it computes.
 */
const workerHere = (args: readonly string[], { stdio }: ForkOptions): ChildProcess => {
  const [resultsRoot = "", registryModule = ""] = args;
  const output = (stdio as readonly unknown[])[1] as number;
  const worker = new EventEmitter();
  let ended = false;
  const opened = (async (): Promise<Workplace> => {
    const { openWorkplace } = (await import(
      built("workplace.js")
    )) as typeof import("../../src/run/workplace.ts");
    return openWorkplace(resultsRoot, registryModule, () => ended);
  })();
  const tell = (answer: unknown) => {
    if (!ended && answer !== null) worker.emit("message", answer);
  };
  void opened.then(({ state }) => tell(state));
  const send = (task: Task) => {
    // Through a text and back, as between processes.
    const own: Task = JSON.parse(JSON.stringify(task));
    void opened.then(({ compute }) => printingInto(output, () => compute(own))).then(tell);
    return true;
  };
  const kill = () => {
    if (ended) return false;
    ended = true;
    void opened.then(({ close }) => close());
    queueMicrotask(() => worker.emit("exit", null, "SIGKILL"));
    return true;
  };
  return Object.assign(worker, { pid: process.pid, send, kill }) as unknown as ChildProcess;
};

/** What is printed meanwhile goes into a file. */
const printingInto = async <Result>(file: number, body: () => Promise<Result>): Promise<Result> => {
  const streams = [process.stdout, process.stderr] as const;
  const before = streams.map(({ write }) => write);
  for (const stream of streams)
    stream.write = (text: string | Uint8Array) => writeSync(file, String(text)) > 0;
  try {
    return await body();
  } finally {
    for (const [index, stream] of streams.entries()) stream.write = before[index]!;
  }
};

const { fork } = childProcess;

/** Computes cells in this process while `body` runs: a tenth of a second in place of starting a process for it. */
export const withWorkersHere = async <Result>(body: () => Promise<Result>): Promise<Result> => {
  childProcess.fork = ((file: string, args: readonly string[], options: ForkOptions) =>
    file === workerFile ? workerHere(args, options) : fork(file, args, options)) as typeof fork;
  syncBuiltinESMExports();
  try {
    return await body();
  } finally {
    childProcess.fork = fork;
    syncBuiltinESMExports();
  }
};
