import { dirname } from "node:path";
import { type Claim, type Claimant, claimFile } from "../claims/claim.ts";
import type { Clock } from "../clock.ts";
import { type FailureRecord, readFailure } from "../failure.ts";
import type { Entry } from "../plan.ts";
import { cellPath, lookUpCell } from "../store/store.ts";
import { makeFolder } from "../store/whole-file.ts";
import type { RunEvent } from "./executor.ts";

/** The cells that are to do, of which several processes may take at once. */
export interface Queue {
  /**
   * A cell that is this process's alone until `release`; `later` when others hold all that is left; null when nothing
   * is left.
   */
  readonly take: () => Taken | "later" | null;
  /** Cells that others are computing, as far as was seen. */
  readonly elsewhere: () => number;
}

export interface Taken {
  readonly entry: Entry;
  /** To be called when the cell is stored or its failure is recorded, or when it is given up. */
  readonly release: () => void;
}

/** Seconds between two looks at cells that others hold. */
const lookSeconds = 0.25;

/**
 * Hands out the entries in their order, each claimed in the store. `onEvent` hears of those that another process has
 * finished or failed in the meantime: they need no computing.
 */
export const createQueue = (
  todo: readonly Entry[],
  claimant: Claimant,
  clock: Clock,
  onEvent: (event: RunEvent) => void,
): Queue => {
  const { store } = claimant;
  /** The attempts that were known to have failed when this run began; a later one is another process's in this run. */
  const failedBefore = new Map(
    todo
      .filter(({ reason }) => reason === "failed before")
      .map(({ key }) => [key, readFailure(store, key)?.attempt]),
  );
  let next = 0;
  let waiting: Entry[] = [];
  let looked = Number.NEGATIVE_INFINITY;

  /** Whether another process has settled the cell; it is told. */
  const settledElsewhere = (entry: Entry): boolean => {
    if (entry.reason === "forced") return false; // an older result proves nothing
    const lookup = lookUpCell(store, entry.key);
    if (lookup.state === "finished") {
      onEvent({ type: "found", entry, seconds: lookup.cell.seconds });
      return true;
    }
    const failure = readFailure(store, entry.key);
    if (failure === null || !isNew(failure, entry)) return false;
    const log = cellPath(store, entry.key, ".log");
    onEvent({ type: "failed", entry, message: failure.message, log, here: false });
    return true;
  };
  const isNew = ({ attempt }: FailureRecord, { key }: Entry): boolean =>
    !failedBefore.has(key) || failedBefore.get(key) !== attempt;

  const attempt = (entry: Entry): Taken | "busy" | "settled" => {
    const claim = claimCell(claimant, entry.key);
    // What was stored just before the claim was ours is seen by looking after it.
    if (claim.state === "busy") return settledElsewhere(entry) ? "settled" : "busy";
    if (!settledElsewhere(entry)) return { entry, release: claim.release };
    claim.release();
    return "settled";
  };

  const takeFresh = (): Taken | null => {
    for (let entry = todo[next]; entry !== undefined; entry = todo[next]) {
      next += 1;
      const answer = attempt(entry);
      if (answer === "busy") waiting.push(entry);
      else if (answer !== "settled") return answer;
    }
    return null;
  };

  const takeWaiting = (): Taken | null => {
    if (clock.now() - looked < lookSeconds) return null;
    looked = clock.now();
    const still: Entry[] = [];
    for (const [index, entry] of waiting.entries()) {
      const answer = attempt(entry);
      if (answer === "busy") still.push(entry);
      else if (answer !== "settled") {
        waiting = [...still, ...waiting.slice(index + 1)];
        looked = Number.NEGATIVE_INFINITY;
        return answer;
      }
    }
    waiting = still;
    return null;
  };

  return {
    take: () => takeFresh() ?? takeWaiting() ?? (waiting.length > 0 ? "later" : null),
    elsewhere: () => waiting.length,
  };
};

const claimCell = (claimant: Claimant, key: string): Claim => {
  const path = cellPath(claimant.store, key, ".claim");
  makeFolder(claimant.store.files, dirname(path));
  return claimFile(claimant, path);
};
