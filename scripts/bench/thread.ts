// TensorFlow.js runs in a thread of its own. Its memory of WebAssembly grows, and growing detaches an array buffer, after which V8 asks
// every typed array of the thread at each access whether it still has its buffer: plain loops then take 1.3 times as long.
import { once } from "node:events";
import { parentPort, Worker } from "node:worker_threads";
import type { Runs } from "./engines.ts";

export interface Thread {
  /** What can be run there. */
  readonly names: readonly string[];
  /** Runs it there once, and is done when that is. */
  readonly run: (name: string) => Promise<void>;
  readonly close: () => Promise<unknown>;
}

/** Starts this very program once more in a thread, where it is to `serve`. */
export const startThread = async (): Promise<Thread> => {
  const worker = new Worker(process.argv[1]!, { argv: process.argv.slice(2) });
  const [names] = await once(worker, "message");
  return {
    names,
    run: async (name) => {
      worker.postMessage(name);
      await once(worker, "message");
    },
    close: () => worker.terminate(),
  };
};

/** In the thread: runs what it is asked for. */
export const serve = (runs: Runs): void => {
  const port = parentPort!;
  port.on("message", (name: string) => {
    runs.get(name)!();
    port.postMessage(name);
  });
  port.postMessage([...runs.keys()]);
};
