import { csvParseRows } from "d3-dsv";

/** A table as it stands in its CSV: every cell is text. */
export interface TextCells {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const readCells = (text: string): TextCells => {
  const [columns = [], ...rows] = csvParseRows(text);
  return { columns, rows };
};

/** The rows as objects, as Vega reads a CSV: numbers in the columns of numbers, a missing value is `null`. */
export const readRows = ({ columns, rows }: TextCells, types: Readonly<Record<string, string>>) =>
  rows.map((row) =>
    Object.fromEntries(
      columns.map((column, at) => {
        const cell = row[at] ?? "";
        return [column, cell === "" ? null : types[column] === "number" ? Number(cell) : cell];
      }),
    ),
  );
