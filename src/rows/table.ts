import type { Cell } from "./cell.ts";
import type { Row } from "./row.ts";
import type { Rows, RowsByTable } from "./rows.ts";

export interface Column {
  readonly name: string;
  /** A unit, or "dimensionless". */
  readonly unit: string;
  readonly meaning: string;
  /**
   * `key`: says what was observed (a seed, a λ, a step), not what was found; `note`: remarks on how it was found; `work`: what it
   * cost to find, and what is left of the way. Without a role it is what was measured, and a table's first such column what
   * to look at first.
   */
  readonly role?: "key" | "note" | "work";
}

/** The columns of numbers that means can be taken of: what was measured first, then the work. */
export const measuresOf = (columns: readonly Column[]): readonly Column[] => [
  ...columns.filter(({ role }) => role === undefined),
  ...columns.filter(({ role }) => role === "work"),
];

/**
 * One CSV file of an experiment: the columns that it takes from the table of its name in the cells' results. An experiment's
 * first table is its main one, `<figure>.csv`; the others are `<figure>-<name>.csv`.
 */
export interface Table {
  readonly name: string;
  readonly columns: readonly Column[];
  /** The table of the cells' results that it takes rows of, where that has another name. */
  readonly from?: string;
  /** Rows to take; all without it. */
  readonly keep?: (row: Row) => boolean;
  /** Adds to a row what its cell knows and the row doesn't. */
  readonly complete?: (row: Row, cell: Cell) => Row;
  /** Makes fewer rows of those that were taken: means over images. `columns` are the table's, those of a sweep included. */
  readonly condense?: (rows: Rows, columns: readonly Column[]) => readonly Row[];
  /** Makes the rows from those of the tables before this one, keyed by name, and takes none from the cells. */
  readonly derive?: (rows: RowsByTable) => Iterable<Row>;
}
