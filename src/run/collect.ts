import type { OutcomeCounts } from "../rows/cell.ts";
import type { Row } from "../rows/row.ts";
import type { Table } from "../rows/table.ts";
import { costsOf, type KindCost } from "./kind.ts";
import type { Entry } from "./plan.ts";
import { lookUpCell, readRowBlocks, type Store } from "./store/store.ts";

/** What the finished cells say together, and which of the cells aren't there. */
export interface Survey {
  readonly finished: readonly Entry[];
  /** Failed or never computed. */
  readonly missing: readonly Entry[];
  readonly outcomes: OutcomeCounts;
  /** Of the finished ones, those with a relaxation that diverged. */
  readonly diverged: readonly Entry[];
  /** Computing time of the finished cells, summed over them. */
  readonly seconds: number;
  /** What the finished cells took, by kind. */
  readonly kinds: readonly KindCost[];
}

/** Counts outcomes, keys sorted, and adds up times, over the cells that are finished. */
export const surveyCells = (store: Store, entries: readonly Entry[]): Survey => {
  const finished: Entry[] = [];
  const missing: Entry[] = [];
  const diverged: Entry[] = [];
  const counts = new Map<string, number>();
  const costs: Parameters<typeof costsOf>[0][number][] = [];
  let seconds = 0;
  for (const entry of entries) {
    const lookup = entry.measured === undefined ? lookUpCell(store, entry.key) : null;
    const measured = lookup?.state === "finished" ? lookup.cell : entry.measured;
    if (measured === undefined) {
      missing.push(entry);
      continue;
    }
    finished.push(entry);
    seconds += measured.seconds;
    costs.push({ cell: entry.cell, seconds: measured.seconds, megabytes: measured.megabytes });
    if (measured.outcomes.diverged !== undefined) diverged.push(entry);
    for (const [outcome, count] of Object.entries(measured.outcomes)) {
      counts.set(outcome, (counts.get(outcome) ?? 0) + count);
    }
  }
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  const outcomes = Object.fromEntries(sorted);
  return { finished, missing, diverged, outcomes, seconds, kinds: costsOf(costs) };
};

/**
 * The rows of a table, cell after cell in the order of the plan, whatever order they were computed in; one cell in
 * memory at a time. `entries` are a survey's finished cells: throws an `Error` if one isn't there any more.
 */
export function* collectRows(store: Store, entries: readonly Entry[], table: Source): Generator<Row> {
  for (const { rows } of collectCells(store, entries, table)) yield* rows;
}

/** As `collectRows`, with the cell that the rows are from: those of a large one in several blocks, one in memory at a time. */
export function* collectCells(
  store: Store,
  entries: readonly Entry[],
  { name, keep }: Source,
): Generator<{ readonly entry: Entry; readonly rows: readonly Row[] }> {
  for (const entry of entries) {
    const blocks = readRowBlocks(store, entry.key, name);
    if (blocks === null) throw new Error(`The result of "${entry.cell.label}" has gone from ${store.folder}`);
    for (const rows of blocks) yield { entry, rows: keep === undefined ? rows : rows.filter(keep) };
  }
}

type Source = Pick<Table, "name" | "keep">;
