import type { Clock } from "../../run/clock.ts";
import type { RunEvent } from "../../run/executor/executor.ts";
import { kindOf } from "../../run/kind.ts";
import type { Entry } from "../../run/plan.ts";

/** How long a run will still take. */
export interface TimeLeft {
  readonly onEvent: (event: RunEvent) => void;
  /** Null as long as no cell of a work that remains has ended. */
  readonly seconds: () => number | null;
  /** Whether of each kind of cell that remains one has ended: then the estimate is not a guess from others. */
  readonly isKnown: () => boolean;
}

/** Cells that cost about the same: how many remain, and what those that ended took. */
interface Kind {
  readonly work: string;
  remaining: number;
  ended: number;
  seconds: number;
}

/**
 * Estimates the time left from the cells that have ended in this run: what one of a kind took, each that remains of
 * that kind will take; where none of the kind has ended, one of the same work. A mean over all cells would be wrong
 * by orders of magnitude where figures of milliseconds and trained networks run together.
 */
export const estimateTimeLeft = (
  todo: readonly Entry[],
  slots: (running: number) => number,
  clock: Clock,
): TimeLeft => {
  const kinds = new Map<string, Kind>();
  const kindByKey = new Map<string, Kind>();
  for (const { key, cell } of todo) {
    const name = kindOf(cell);
    const kind = kinds.get(name) ?? { work: cell.work, remaining: 0, ended: 0, seconds: 0 };
    kind.remaining += 1;
    kinds.set(name, kind);
    kindByKey.set(key, kind);
  }
  const running = new Map<string, number>();

  /** Seconds of a cell of the kind; NaN when nobody knows. */
  const cost = (kind: Kind): number => {
    if (kind.ended > 0) return kind.seconds / kind.ended;
    const alike = [...kinds.values()].filter(({ work }) => work === kind.work);
    const sum = (measure: "seconds" | "ended") => alike.reduce((total, each) => total + each[measure], 0);
    return sum("seconds") / sum("ended");
  };

  return {
    onEvent: (event) => {
      const { key } = event.entry;
      if (event.type === "started") {
        running.set(key, clock.now());
        return;
      }
      const kind = kindByKey.get(key);
      const start = running.get(key);
      running.delete(key);
      if (kind === undefined) return;
      kind.remaining -= 1;
      const took = start !== undefined ? clock.now() - start : event.type === "found" ? event.seconds : null;
      if (took === null) return;
      kind.ended += 1;
      kind.seconds += took;
    },
    seconds: () => {
      let work = 0;
      for (const kind of kinds.values()) if (kind.remaining > 0) work += kind.remaining * cost(kind);
      for (const [key, start] of running) work -= Math.min(clock.now() - start, cost(kindByKey.get(key)!));
      return Number.isNaN(work) ? null : work / slots(running.size);
    },
    isKnown: () => [...kinds.values()].every(({ remaining, ended }) => remaining === 0 || ended > 0),
  };
};

/** One cell of each kind before the others, so that it is known early how long all of them take; else in their order. */
export const oneOfEachFirst = <Planned extends Pick<Entry, "cell" | "state">>(
  entries: readonly Planned[],
): readonly Planned[] => {
  const seen = new Set<string>();
  const [firsts, others]: [Planned[], Planned[]] = [[], []];
  for (const entry of entries) {
    const name = kindOf(entry.cell);
    const isFirst = entry.state === "todo" && !seen.has(name);
    if (isFirst) seen.add(name);
    (isFirst ? firsts : others).push(entry);
  }
  return [...firsts, ...others];
};
