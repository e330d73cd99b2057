import type { EventEmitter } from "node:events";

export interface Interrupts {
  /**
   * Aborted by the first Ctrl-C, and by SIGUSR1 and SIGUSR2, which schedulers send: start nothing more, finish what is
   * running, write. Its reason is the signal's name.
   */
  readonly stop: AbortSignal;
  /** Aborted by the second Ctrl-C, or by SIGTERM or SIGHUP at once: finish nothing. */
  readonly kill: AbortSignal;
  /** Gives the signals back to Node. */
  readonly dispose: () => void;
}

/** Turns the signals that ask a process to end into two stages. `notice` gets the line that explains the first. */
export const listenForInterrupts = (
  notice: (line: string) => void,
  source: EventEmitter = process,
): Interrupts => {
  const stop = new AbortController();
  const kill = new AbortController();
  const interrupt = (): void => {
    if (stop.signal.aborted) {
      kill.abort("SIGINT");
      return;
    }
    stop.abort("SIGINT");
    notice("Interrupted: finishing the cells that are running (Ctrl-C again stops at once).");
  };
  const ask = (signal: string): void => {
    if (stop.signal.aborted) return;
    stop.abort(signal);
    notice(`Asked to end by ${signal}: finishing the cells that are running.`);
  };
  const terminate = (signal: string): void => {
    stop.abort(signal);
    kill.abort(signal);
  };
  const listeners = { SIGINT: interrupt, SIGUSR1: ask, SIGUSR2: ask, SIGTERM: terminate, SIGHUP: terminate };
  for (const [signal, listener] of Object.entries(listeners)) source.on(signal, listener);
  return {
    stop: stop.signal,
    kill: kill.signal,
    dispose: () => {
      for (const [signal, listener] of Object.entries(listeners)) source.off(signal, listener);
    },
  };
};
