import type { Cell } from "../rows/cell.ts";
import { explainChanges } from "./change.ts";
import { readFailure } from "./failure.ts";
import { cellKey, changedParts, type Identity, keysOf } from "./identity.ts";
import { costLike, costsOf, type KindCost, mostOf, tellKinds } from "./kind.ts";
import type { PlanRecord } from "./plan-record.ts";
import { type Look, lookingOnce, type Measured } from "./store/look.ts";
import {
  cellPath,
  type FinishedCell,
  isThere,
  lookUpCell,
  readingOnce,
  readSettings,
  type Store,
} from "./store/store.ts";

export interface Entry {
  readonly cell: Cell;
  readonly key: string;
  readonly state: "done" | "todo";
  /**
   * Why it must be computed: `new`, `failed before`, `stored result damaged`, `forced`, or what has changed since
   * the last plan (`inference.stepSize changed`, `solver euler changed`). Empty when it is done.
   */
  readonly reason: string;
  /** What the store said of a cell that is done, so that nobody has to read ten thousand files a second time. */
  readonly measured?: Measured;
  /** Of a cell to do: the seconds that one of its kind, or else of its size, took before; absent when nobody has timed any. */
  readonly expected?: number;
}

export interface Plan {
  /** In the order of the cells, each computation once. */
  readonly entries: readonly Entry[];
  /** Of every cell that was given, in their order; equal computations have equal keys. */
  readonly keys: readonly string[];
  readonly done: number;
  readonly todo: number;
  readonly estimate: Estimate;
}

/** Time that the cells to do will take in one process, from measured cells of the same kind, or else of the same size. */
export interface Estimate {
  readonly seconds: number;
  /** Cells to do of which nobody has measured any alike; they aren't in `seconds`. */
  readonly unmeasured: number;
  /** The longest of those that were measured alike, and the most memory that one held; null without any. */
  readonly most: { readonly seconds: number; readonly megabytes: number | null } | null;
}

interface PlanSettings {
  readonly identity: Identity;
  /** Compute finished cells again. */
  readonly force: boolean;
  /** What cells took in earlier runs; asked for when the plan's own cells don't tell. */
  readonly earlier?: () => readonly KindCost[];
  /** The cells' keys, where they are known already. */
  readonly keys?: readonly string[];
  /** How cells are looked for, where several plans look for the same. */
  readonly look?: (key: string) => Look;
  /** Hears of each cell that is to be computed as soon as it is found. */
  readonly atTodo?: () => void;
}

/** Which of the cells are finished already, and why the others must be computed. Writes nothing. */
export const planCells = (
  cells: readonly Cell[],
  store: Store,
  previous: PlanRecord | null,
  {
    identity,
    force,
    atTodo,
    keys = keysOf(cells, identity),
    look = lookingOnce(store),
    earlier = () => [],
  }: PlanSettings,
): Plan => {
  const byKey = new Map<string, Cell>();
  for (const [index, cell] of cells.entries()) if (!byKey.has(keys[index]!)) byKey.set(keys[index]!, cell);
  const finished: TimedCell[] = [];
  const entries: Entry[] = [];
  for (const [key, cell] of byKey) {
    const found = look(key);
    if (found.state === "finished") finished.push({ cell, ...found.measured });
    if (found.state === "finished" && !force) {
      entries.push({ cell, key, state: "done", reason: "", measured: found.measured });
    } else {
      atTodo?.();
      entries.push({ cell, key, state: "todo", reason: ownReason(store, key, found.state) });
    }
  }
  const unexplained = entries.filter((entry) => entry.reason === "new");
  const past =
    previous === null || unexplained.length === 0
      ? nothing
      : comparePast(unexplained, entries, store, previous, identity);
  const costOf = knownCosts([...finished, ...past.finished.map(timedCell)], earlier);
  const costs: (KindCost | null)[] = [];
  const explained = entries.map((entry): Entry => {
    if (entry.state === "done") return entry;
    const reason = past.reasons.get(entry.key) ?? entry.reason;
    const cost = costOf(entry.cell);
    costs.push(cost);
    return { ...entry, reason, ...(cost !== null && { expected: cost.seconds.mean }) };
  });
  return {
    entries: explained,
    keys,
    done: explained.length - costs.length,
    todo: costs.length,
    estimate: estimate(costs),
  };
};

const ownReason = (store: Store, key: string, state: "finished" | "absent" | "damaged"): string => {
  if (state === "finished") return "forced";
  if (state === "damaged") return "stored result damaged";
  return readFailure(store, key) === null ? "new" : "failed before";
};

/** Reasons by key, and the finished cells that they come from. */
interface Past {
  readonly reasons: ReadonlyMap<string, string>;
  readonly finished: readonly PastCell[];
}

/** A cell that was finished before, with its settings. */
type PastCell = FinishedCell & Pick<Cell, "settings">;

const nothing: Past = { reasons: new Map(), finished: [] };

/** Of so many cells at most that were computed by other code, it is read what they took. */
const mostTimed = 1000;

/** What became of the new cells' earlier selves: computed by other code, or with other settings. */
const comparePast = (
  entries: readonly Entry[],
  all: readonly Entry[],
  store: Store,
  previous: PlanRecord,
  identity: Identity,
): Past => {
  const reasons = new Map<string, string>();
  const partsChanged = (entry: Entry) => changedParts(entry.cell, identity, previous.identity);
  const keyThen = (entry: Entry) =>
    partsChanged(entry).length > 0 ? cellKey(entry.cell, previous.identity) : entry.key;
  const changed = entries.filter((entry) => partsChanged(entry).length > 0);
  // That they are there is enough to say why; a part of them, to say what they took.
  const there = changed.map(keyThen).filter((key) => isThere(store, cellPath(store, key, ".jsonl")));
  const computedThen = new Set(there);
  const every = Math.ceil(there.length / mostTimed);
  const sameThen = finishedCells(
    store,
    there.filter((_, index) => index % every === 0),
  );
  for (const entry of changed) {
    if (computedThen.has(keyThen(entry))) reasons.set(entry.key, `${partsChanged(entry).join(", ")} changed`);
  }

  const askedStill = new Set(all.map(keyThen));
  const gone = previous.cells.map(({ key }) => key).filter((key) => !askedStill.has(key));
  const goneThen = finishedCells(store, gone);
  const rest = entries.filter((entry) => !reasons.has(entry.key));
  for (const work of new Set(rest.map((entry) => entry.cell.work))) {
    const now = rest.filter((entry) => entry.cell.work === work);
    const then = goneThen.filter((cell) => cell.work === work);
    const changes = explainChanges(
      now.map((entry) => entry.cell.settings),
      then.map((cell) => cell.settings),
    );
    for (const [index, entry] of now.entries()) {
      const differing = [...(changes[index] ?? []), ...partsChanged(entry)];
      if (changes[index] !== null) reasons.set(entry.key, `${differing.join(", ")} changed`);
    }
  }
  return { reasons, finished: [...sameThen, ...goneThen] };
};

/** A cell, and what it took. */
type TimedCell = Parameters<typeof costsOf>[0][number];

const timedCell = ({ work, settings, seconds, megabytes }: PastCell): TimedCell => ({
  cell: { work, settings, uses: [], label: "" },
  seconds,
  megabytes,
});

const finishedCells = (store: Store, keys: readonly string[]): readonly PastCell[] => {
  // It is described and told of its settings by one reading.
  const once = readingOnce(store);
  return keys.flatMap((key) => {
    const lookup = lookUpCell(once, key);
    const settings = readSettings(once, key);
    return lookup.state === "finished" && settings !== null ? [{ ...lookup.cell, settings }] : [];
  });
};

/** An answer that is asked for once, when it is needed. */
export const asked = <Answer>(ask: () => Answer): (() => Answer) => {
  let answers: readonly Answer[] = [];
  return () => {
    if (answers.length === 0) answers = [ask()];
    return answers[0]!;
  };
};

/** What a cell like this one took: from the cells of this plan and the last, else from the records of earlier runs. */
const knownCosts = (
  measured: readonly TimedCell[],
  earlier: () => readonly KindCost[],
): ((cell: Cell) => KindCost | null) => {
  const kinds = tellKinds();
  const own = asked(() => costsOf(measured, kinds));
  const costs = new Map<string, KindCost | null>();
  const recorded = asked(earlier);
  return (cell) => {
    const kind = kinds.kindOf(cell);
    const found = costs.get(kind);
    if (found !== undefined) return found;
    const cost = costLike(cell, own(), kinds) ?? costLike(cell, recorded(), kinds);
    costs.set(kind, cost);
    return cost;
  };
};

/** Of what the cells to do cost, each alike; null for one that nobody has measured alike. */
const estimate = (costs: readonly (KindCost | null)[]): Estimate => {
  let [seconds, unmeasured] = [0, 0];
  let most: Estimate["most"] = null;
  for (const cost of costs) {
    if (cost === null) {
      unmeasured += 1;
      continue;
    }
    seconds += cost.seconds.mean;
    most = mostCost(most, { seconds: cost.seconds.most, megabytes: cost.megabytes });
  }
  return { seconds, unmeasured, most };
};

/** Of two plans' longest and largest cells. */
export const mostCost = (a: Estimate["most"], b: Estimate["most"]): Estimate["most"] =>
  a === null || b === null
    ? (a ?? b)
    : { seconds: Math.max(a.seconds, b.seconds), megabytes: mostOf(a.megabytes, b.megabytes) };
