import { unpack } from "../../report/page/browser/unpack.ts";
import type { Answer, Request, Setup } from "../protocol.ts";
import type { FormulaState } from "../state/formula.ts";
import type { LimitState } from "../state/limit.ts";

type Handler = (answer: Answer) => void;

interface Asked {
  readonly id: number;
  readonly handle: Handler;
}

/** The worker of the page. Of what the sliders ask, the newest is computed as soon as the last is answered; the rest is skipped. */
export interface Remote {
  readonly limit: (state: LimitState, handle: Handler) => void;
  readonly formula: (state: FormulaState, handle: Handler) => void;
}

/** Starts the worker from its packed text. */
export const startWorker = async (packed: string, setup: Omit<Setup, "kind">): Promise<Remote> => {
  const url = URL.createObjectURL(new Blob([await unpack(packed)], { type: "text/javascript" }));
  const worker = new Worker(url);
  const send = (request: Request) => worker.postMessage(request);
  let last = 0;
  let busy = 0;
  let waiting: { readonly state: LimitState; readonly handle: Handler } | null = null;

  const ask = (state: LimitState, handle: Handler): void => {
    last += 1;
    busy = last;
    newest = { id: last, handle };
    send({ kind: "limit", id: last, state });
  };
  let newest: Asked | null = null;
  let formula: Asked | null = null;
  const heard = (answer: Exclude<Answer, { kind: "ready" }>): void => {
    // A point belongs to its curve, whichever wish it was computed for.
    if (answer.kind === "point" || answer.id === newest?.id) newest?.handle(answer);
    else if (answer.id === formula?.id) formula.handle(answer);
  };

  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener("error", (event) => reject(new Error(event.message)));
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      if (data.kind === "ready") {
        resolve();
        return;
      }
      heard(data);
      if (data.id !== busy || (data.kind !== "limit" && data.kind !== "failed")) return;
      busy = 0;
      const next = waiting;
      waiting = null;
      if (next !== null) ask(next.state, next.handle);
    });
  });
  send({ kind: "setup", ...setup });
  await ready;
  URL.revokeObjectURL(url);
  return {
    limit: (state, handle) => {
      if (busy === 0) ask(state, handle);
      else waiting = { state, handle };
    },
    formula: (state, handle) => {
      last += 1;
      formula = { id: last, handle };
      send({ kind: "formula", id: last, state });
    },
  };
};
