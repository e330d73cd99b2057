import type { Clock } from "../../run/clock.ts";
import type { RunEvent } from "../../run/executor/executor.ts";
import { tellKinds } from "../../run/kind.ts";
import type { Entry } from "../../run/plan.ts";

/** How long a run will still take. */
export interface TimeLeft {
  readonly onEvent: (event: RunEvent) => void;
  /** Null as long as of a work that remains no cell has ended, and none was timed before. */
  readonly seconds: () => number | null;
  /**
   * Whether of each kind of cell that remains some have ended or were timed before: then it is no guess from others. A worker's first
   * cell takes longer than the rest, since it loads all that it needs: of thousands of cells, some more must have ended.
   */
  readonly isKnown: () => boolean;
}

/** Cells that cost about the same: how many remain, and what those that ended took. */
interface Kind {
  readonly work: string;
  /** Seconds of one before this run; null when nobody has timed any. */
  readonly expected: number | null;
  remaining: number;
  ended: number;
  seconds: number;
}

/** One cell of a kind tells what each of so many takes. */
const told = 1000;
/** So many tell it of any number. */
const enough = 10;

/**
 * Estimates the time left from the cells that have ended in this run: what one of a kind took, each that remains of
 * that kind will take. Where none of the kind has ended: what the plan expects, times the ratio by which those that ended
 * were slower than expected; else one of the same work. A mean over all cells would be wrong by orders of magnitude
 * where figures of milliseconds and trained networks run together.
 */
export const estimateTimeLeft = (
  todo: readonly Entry[],
  slots: (running: number) => number,
  clock: Clock,
): TimeLeft => {
  const kinds = new Map<string, Kind>();
  const kindByKey = new Map<string, Kind>();
  const { kindOf } = tellKinds();
  for (const { key, cell, expected = null } of todo) {
    const name = kindOf(cell);
    const kind = kinds.get(name) ?? { work: cell.work, expected, remaining: 0, ended: 0, seconds: 0 };
    kind.remaining += 1;
    kinds.set(name, kind);
    kindByKey.set(key, kind);
  }
  const running = new Map<string, number>();

  /** By how much those that have ended were slower than expected; 1 before any has. */
  const slowness = (): number => {
    let [took, expected] = [0, 0];
    for (const kind of kinds.values()) {
      if (kind.expected === null) continue;
      took += kind.seconds;
      expected += kind.ended * kind.expected;
    }
    return expected > 0 ? took / expected : 1;
  };
  /** Seconds of a cell of the kind; NaN when nobody knows. */
  const cost = (kind: Kind): number => {
    if (kind.ended > 0) return kind.seconds / kind.ended;
    if (kind.expected !== null) return kind.expected * slowness();
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
    isKnown: () =>
      [...kinds.values()].every(
        ({ remaining, ended, expected }) =>
          remaining === 0 || expected !== null || ended >= Math.min(enough, (remaining + ended) / told),
      ),
  };
};

/** One cell of each kind that nobody has timed before the others, so that it is known early how long all of them take; else in their order. */
export const oneOfEachFirst = <Planned extends Pick<Entry, "cell" | "state" | "expected">>(
  entries: readonly Planned[],
): readonly Planned[] => {
  const { kindOf } = tellKinds();
  const seen = new Set<string>();
  const [firsts, others]: [Planned[], Planned[]] = [[], []];
  for (const entry of entries) {
    const name = kindOf(entry.cell);
    const isFirst = entry.state === "todo" && entry.expected === undefined && !seen.has(name);
    if (isFirst) seen.add(name);
    (isFirst ? firsts : others).push(entry);
  }
  return [...firsts, ...others];
};
