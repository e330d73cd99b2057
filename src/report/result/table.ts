import { type Row, rowsWith } from "../../rows/row.ts";
import type { Table } from "../../rows/table.ts";

/** The part of a cell's rows that belongs to a table: the rows that it keeps, with its columns alone. */
export function* tableRows({ name: table, columns, keep }: Table, rows: Iterable<Row>): Generator<Row> {
  const newRow = rowsWith(columns.map(({ name }) => name));
  for (const row of rows) {
    if (keep !== undefined && !keep(row)) continue;
    const own = newRow();
    for (const { name } of columns) {
      const value = row[name];
      if (value === undefined) throw new Error(`a row of the table ${table} lacks the column ${name}`);
      own[name] = value;
    }
    yield own;
  }
}

/** The stem of the files in a result folder: `smoke/fig2a` is the folder, `fig2a` the stem. */
export const fileStem = (name: string): string => {
  return name.slice(name.lastIndexOf("/") + 1);
};

/** Names of the CSV files of an experiment's tables: `fig3b.csv`, `fig3b-test.csv`. */
export const csvFiles = (stem: string, tables: readonly { readonly name: string }[]): string[] => {
  return tables.map(({ name }, index) => (index === 0 ? `${stem}.csv` : `${stem}-${name}.csv`));
};
