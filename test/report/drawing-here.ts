import { EventEmitter } from "node:events";
import { syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";
import workerThreads, { type Worker, type WorkerOptions } from "node:worker_threads";

const built = (path: string) => fileURLToPath(new URL(`../../lib/report/drawing/${path}`, import.meta.url));
const threadFile = built("thread.js");

const { Worker: Thread } = workerThreads;

/** A thread that draws, and lives in this process: it loads what draws once for all tests. */
const threadHere = (): Worker => {
  const thread = new EventEmitter();
  const postMessage = async (
    chart: Parameters<typeof import("../../src/report/drawing/pictures.ts").drawPictures>,
  ) => {
    const { answerWithPictures } = (await import(
      built("pictures.js")
    )) as typeof import("../../src/report/drawing/pictures.ts");
    // Cloned, as between threads.
    thread.emit("message", await answerWithPictures(structuredClone(chart)));
  };
  return Object.assign(thread, { postMessage, terminate: async () => 0 }) as unknown as Worker;
};

/** Draws in this process while `body` runs, where the program starts a thread for it. */
export const withDrawingHere = async <Result>(body: () => Promise<Result>): Promise<Result> => {
  workerThreads.Worker = function worker(file: string | URL, options?: WorkerOptions): Worker {
    const path = file instanceof URL ? fileURLToPath(file) : file;
    return path === threadFile ? threadHere() : new Thread(file, options);
  } as unknown as typeof Thread;
  syncBuiltinESMExports();
  try {
    return await body();
  } finally {
    workerThreads.Worker = Thread;
    syncBuiltinESMExports();
  }
};
