import { Worker } from "node:worker_threads";
import { ownFile } from "../../package-root.ts";
import type { SmallFiles } from "../result/result-folder.ts";
import type { DrawingAnswer, DrawPictures } from "./pictures.ts";

/** A thread that draws, while its owner hands out cells and hears signals. */
export interface DrawingThread {
  /** The pictures of a chart. Rejects with what the drawing threw, or when the thread has ended. */
  readonly draw: DrawPictures;
  /** Ends the thread, if there is one; a chart that it is drawing is given up, and none is drawn any more. */
  readonly close: () => Promise<void>;
}

const threadFile = ownFile("lib/report/drawing/thread.js");

/**
 * Draws charts one after the other in a thread of its own, which is started with the first of them: Vega and the fonts take longer to
 * load than a small run takes to compute, and a chart takes up to a second, in which workers would wait for their next cell.
 */
export const openDrawing = (file: URL = threadFile): DrawingThread => {
  let thread: Worker | null = null;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  /** Gives the chart that is being drawn its answer. */
  let settle: (answer: DrawingAnswer) => void = () => {};

  const start = (): Worker => {
    const started = new Worker(file);
    started.on("message", (answer: DrawingAnswer) => settle(answer));
    const end = (error: string): void => {
      if (thread !== started) return; // A thread that threw ends too, when the next may be drawing.
      thread = null;
      settle({ error });
    };
    started.on("error", ({ message }) => end(message));
    started.on("exit", () => end(ended));
    return started;
  };

  const drawOne = async (chart: Parameters<DrawPictures>): Promise<SmallFiles> => {
    if (closed) throw new Error(ended);
    thread ??= start();
    thread.postMessage(chart);
    const answer = await new Promise<DrawingAnswer>((resolve) => {
      settle = resolve;
    });
    if ("error" in answer) throw new Error(answer.error);
    return answer.pictures;
  };
  return {
    draw: (...chart) => {
      const mine = last.then(() => drawOne(chart));
      last = mine.catch(() => {});
      return mine;
    },
    close: async () => {
      closed = true;
      await thread?.terminate();
    },
  };
};

const ended = "the thread that draws was ended before the chart was drawn";
