import { performance } from "node:perf_hooks";

/** The one source of time of a run: it measures and paces what people see, and reaches no number in a CSV. */
export interface Clock {
  /** Seconds since some fixed moment; never runs backwards. */
  readonly now: () => number;
  /** Calls `action` every `seconds` until the returned function is called; keeps no process alive. */
  readonly every: (seconds: number, action: () => void) => () => void;
}

export const systemClock: Clock = {
  now: () => performance.now() / 1000,
  every: (seconds, action) => {
    const timer = setInterval(action, seconds * 1000);
    timer.unref();
    return () => clearInterval(timer);
  },
};
