import type { Turn } from "../../report/result/result-folder.ts";
import { keepTable } from "../../report/result/table.ts";
import type { Row } from "../../rows/row.ts";
import type { Rows } from "../../rows/rows.ts";
import type { Column, Table } from "../../rows/table.ts";
import { collectCells } from "../../run/collect.ts";
import type { Entry } from "../../run/plan.ts";
import type { Store } from "../../run/store/store.ts";
import type { PlannedFigure } from "../plan/figure-plan.ts";

/** One CSV of a figure: its columns and its rows. */
export interface FigureTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: Rows;
  /** The columns that say what was observed. */
  readonly keys: readonly string[];
}

/** Rows that are taken between two turns of the event loop. */
const rowsATurn = 4096;

/**
 * The rows of the finished cells, in the order of the figure's cells: they are read one cell, of a large one one block, after another,
 * and kept as columns.
 */
export const figureTables = async (
  { figure, keys }: PlannedFigure,
  store: Store,
  finished: readonly Entry[],
  turn: Turn,
): Promise<FigureTable[]> => {
  const byKey = new Map(finished.map((entry) => [entry.key, entry]));
  // An entry has the first of the cells that share its computation; each of them has rows of its own.
  const entries = figure.cells.flatMap((cell, index) => {
    const entry = byKey.get(keys[index]!);
    return entry === undefined ? [] : [{ ...entry, cell }];
  });
  const kept = async (table: Table, rows: Iterable<Row>): Promise<Rows> => {
    const keeper = keepTable(table);
    let taken = 0;
    for (const row of rows) {
      keeper.add(row);
      taken += 1;
      if (taken % rowsATurn === 0) await turn();
    }
    return keeper.rows();
  };
  const rows: Record<string, Rows> = {};
  const tables: FigureTable[] = [];
  for (const table of figure.experiment.tables(figure.config)) {
    const { condense } = table;
    const made = table.derive?.(rows) ?? completeRows(table, store, entries);
    const own = await kept(table, condense === undefined ? made : condense([...made], table.columns));
    rows[table.name] = own;
    const isKey = ({ role }: Column): boolean => role === "key";
    tables.push({
      name: table.name,
      columns: table.columns.map(({ name }) => name),
      rows: own,
      keys: table.columns.filter(isKey).map(({ name }) => name),
    });
  }
  return tables;
};

function* completeRows(table: Table, store: Store, entries: readonly Entry[]): Generator<Row> {
  const { complete = (row: Row) => row } = table;
  for (const { entry, rows } of collectCells(store, entries, { ...table, name: table.from ?? table.name })) {
    for (const row of rows) yield complete(row, entry.cell);
  }
}
