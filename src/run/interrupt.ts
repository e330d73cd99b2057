import type { EventEmitter } from "node:events";

export interface Interrupts {
  /** Aborted by the first Ctrl-C: start nothing more, finish what is running, write. */
  readonly stop: AbortSignal;
  /** Aborted by the second Ctrl-C, or by SIGTERM or SIGHUP at once: finish nothing. */
  readonly kill: AbortSignal;
  /** Gives the signals back to Node. */
  readonly dispose: () => void;
}

/** Turns the signals that ask a process to end into two stages. `notice` gets the line that explains the first. */
export function listenForInterrupts(
  notice: (line: string) => void,
  source: EventEmitter = process,
): Interrupts {
  const stop = new AbortController();
  const kill = new AbortController();
  const interrupt = () => {
    if (stop.signal.aborted) {
      kill.abort();
      return;
    }
    stop.abort();
    notice("Interrupted: finishing the cells that are running (Ctrl-C again stops at once).");
  };
  const terminate = () => {
    stop.abort();
    kill.abort();
  };
  source.on("SIGINT", interrupt).on("SIGTERM", terminate).on("SIGHUP", terminate);
  return {
    stop: stop.signal,
    kill: kill.signal,
    dispose: () => {
      source.off("SIGINT", interrupt).off("SIGTERM", terminate).off("SIGHUP", terminate);
    },
  };
}
