import { tableRows } from "../../report/result/table.ts";
import type { Row } from "../../rows/row.ts";
import type { Table } from "../../rows/table.ts";
import { collectCells } from "../../run/collect.ts";
import type { Entry } from "../../run/plan.ts";
import type { Store } from "../../run/store/store.ts";
import type { PlannedFigure } from "../plan/figure-plan.ts";

/** One CSV of a figure: its columns and its rows. */
export interface FigureTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** The columns that say what was observed. */
  readonly keys: readonly string[];
}

/** The rows of the finished cells, in the order of the figure's cells. */
export const figureTables = (
  { figure, keys }: PlannedFigure,
  store: Store,
  finished: readonly Entry[],
): FigureTable[] => {
  const byKey = new Map(finished.map((entry) => [entry.key, entry]));
  // An entry has the first of the cells that share its computation; each of them has rows of its own.
  const entries = figure.cells.flatMap((cell, index) => {
    const entry = byKey.get(keys[index]!);
    return entry === undefined ? [] : [{ ...entry, cell }];
  });
  const rows: Record<string, readonly Row[]> = {};
  return figure.experiment.tables(figure.config).map((table) => {
    const made = table.derive?.(rows) ?? completeRows(table, store, entries);
    rows[table.name] = tableRows(table, table.condense?.([...made], table.columns) ?? made);
    return {
      name: table.name,
      columns: table.columns.map(({ name }) => name),
      rows: rows[table.name]!,
      keys: table.columns.filter(({ role }) => role === "key").map(({ name }) => name),
    };
  });
};

function* completeRows(table: Table, store: Store, entries: readonly Entry[]): Generator<Row> {
  const { complete = (row: Row) => row } = table;
  for (const { entry, rows } of collectCells(store, entries, { ...table, name: table.from ?? table.name })) {
    for (const row of rows) yield complete(row, entry.cell);
  }
}
