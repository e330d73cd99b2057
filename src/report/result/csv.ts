import { constants } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { csvFormatRow, csvFormatValue, csvParseRows } from "d3-dsv";
import { exitCode, UserError } from "../../errors.ts";
import type { Row, Value } from "../../rows/row.ts";

/** A table as it stands in a CSV file: column names in their order, and rows with all of them. */
export interface CsvTable {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/**
 * The lines of a tidy CSV file (RFC 4180), each with its `\n`: a header, then one line a row. Numbers stand in
 * their shortest round-trip form, a missing value is an empty cell.
 *
 * Throws an Error, a bug of ours, for a row that lacks a column or has one too many, and for a number that is
 * not finite.
 */
export function* csvLines(columns: readonly string[], rows: Iterable<Row>): Generator<string> {
  if (columns.length === 0) throw new Error("a CSV table needs at least one column");
  if (new Set(columns).size < columns.length)
    throw new Error(`a column occurs twice in ${columns.join(",")}`);
  yield `${csvFormatRow([...columns])}\n`;
  const textOf = columns.map((column) => cellTexts(column));
  let index = 0;
  for (const row of rows) {
    const line = textOf.map((text) => text(row, index)).join(",");
    const names = Object.keys(row); // all columns, and no others if they are as many
    if (names.length > columns.length) {
      const unknown = names.find((name) => !columns.includes(name));
      throw new Error(`row ${index} has the unknown column ${unknown}`);
    }
    yield `${line}\n`;
    index += 1;
  }
}

/** The whole text of a tidy CSV file; see `csvLines`. */
export const csvText = (columns: readonly string[], rows: Iterable<Row>): string => {
  return [...csvLines(columns, rows)].join("");
};

/** Writes the cells of a column. Many a column has one value for a whole cell of the plan, whose text is made once. */
const cellTexts = (column: string): ((row: Row, index: number) => string) => {
  let last: Value = null;
  let text = "";
  return (row, index) => {
    const value = Object.hasOwn(row, column) ? row[column] : undefined;
    if (value === undefined) throw new Error(`row ${index} lacks the column ${column}`);
    if (value !== last) {
      last = value;
      text = cellText(value, column, index);
    }
    return text;
  };
};

const cellText = (value: Value, column: string, index: number): string => {
  if (typeof value !== "number") return csvFormatValue(value ?? "");
  if (Number.isFinite(value)) return String(value); // String(-0) is "0"
  throw new Error(
    `row ${index} has the value ${value} in the column ${column}; only finite numbers are data`,
  );
};

/**
 * The text of a CSV file, for who needs all of it at once. Throws `UserError` for one that is larger than a text can be: a result is written
 * in blocks, and has no such limit.
 */
export const readCsvText = (path: string, most: number = constants.MAX_STRING_LENGTH): string => {
  const { size } = statSync(path);
  if (size <= most) return readFileSync(path, "utf8");
  const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`;
  throw new UserError(
    exitCode.environment,
    `${path}: expected a table of at most ${megabytes(most)} to be read at once, found ${megabytes(size)}; look at it with a program for large tables, or take fewer steps or seeds`,
  );
};

/**
 * Reads CSV text: an empty cell is `null`, and a cell that holds a finite number in its shortest round-trip form
 * is that number, so that writing what was read gives the same bytes.
 *
 * Throws `UserError` when the header is missing or repeats a name, or when a row has another length.
 */
export const parseCsv = (text: string, file = "CSV"): CsvTable => {
  const damaged = (line: number, what: string) =>
    new UserError(
      exitCode.environment,
      `${file}: record ${line}: ${what}; restore the file or write it again with \`ebm run\``,
    );
  const [columns, ...records] = csvParseRows(text);
  if (columns === undefined) throw damaged(1, "there is no header with the column names");
  const repeated = columns.find((column, index) => columns.indexOf(column) !== index);
  if (repeated !== undefined) throw damaged(1, `the column ${repeated} occurs twice`);
  const rows = records.map((record, index) => {
    if (record.length !== columns.length) {
      throw damaged(index + 2, `${record.length} cells where the header names ${columns.length} columns`);
    }
    return Object.fromEntries(columns.map((column, at) => [column, cellValue(record[at]!)]));
  });
  return { columns, rows };
};

const cellValue = (cell: string): Value => {
  if (cell === "") return null;
  const number = Number(cell);
  return Number.isFinite(number) && String(number) === cell ? number : cell;
};
