import type { Clock } from "../../../src/run/clock.ts";

/** A clock that stands still until it is told to go on. */
export const fakeClock = (): Clock & { readonly advance: (seconds: number) => void } => {
  let now = 1000;
  const timers = new Set<{ readonly seconds: number; readonly action: () => void; next: number }>();
  return {
    now: () => now,
    every: (seconds, action) => {
      const timer = { seconds, action, next: now + seconds };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance: (seconds) => {
      now += seconds;
      for (const timer of timers) {
        for (; timer.next <= now; timer.next += timer.seconds) timer.action();
      }
    },
  };
};
