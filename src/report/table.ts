import type { Row, Table } from "../experiments/experiment.ts";

/** The part of a cell's rows that belongs to a table: the rows that it keeps, with its columns alone. */
export function tableRows(table: Table, rows: Iterable<Row>): Row[] {
  const taken: Row[] = [];
  for (const row of rows) {
    if (table.keep !== undefined && !table.keep(row)) continue;
    const entries = table.columns.map(({ name }) => {
      const value = row[name];
      if (value === undefined) throw new Error(`a row of the table ${table.source} lacks the column ${name}`);
      return [name, value] as const;
    });
    taken.push(Object.fromEntries(entries));
  }
  return taken;
}

/** The stem of the files in a result folder: `smoke/fig2a` is the folder, `fig2a` the stem. */
export function fileStem(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
