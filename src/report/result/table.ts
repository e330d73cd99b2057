import { keepRows, type RowKeeper } from "../../rows/rows.ts";
import type { Table } from "../../rows/table.ts";

/** Keeps the part of cells' rows that belongs to a table: the rows that it takes, with its columns alone. Throws an `Error` for a row that lacks one. */
export const keepTable = ({ name: table, columns, keep }: Table): RowKeeper => {
  const names = columns.map(({ name }) => name);
  const { add, rows } = keepRows(names);
  return {
    add: (row) => {
      if (keep !== undefined && !keep(row)) return;
      const lacking = names.find((name) => row[name] === undefined);
      if (lacking !== undefined) throw new Error(`a row of the table ${table} lacks the column ${lacking}`);
      add(row);
    },
    rows,
  };
};

/** The stem of the files in a result folder: `smoke/fig2a` is the folder, `fig2a` the stem. */
export const fileStem = (name: string): string => {
  return name.slice(name.lastIndexOf("/") + 1);
};

/** Names of the CSV files of an experiment's tables: `fig3b.csv`, `fig3b-test.csv`. */
export const csvFiles = (stem: string, tables: readonly { readonly name: string }[]): string[] => {
  return tables.map(({ name }, index) => (index === 0 ? `${stem}.csv` : `${stem}-${name}.csv`));
};
