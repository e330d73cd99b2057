import { csvLines } from "../report/result/csv.ts";
import type { Row, Value } from "../rows/row.ts";
import type { Rows } from "../rows/rows.ts";

interface PlainTable {
  readonly columns: readonly string[];
  readonly rows: Rows;
}

/** A JSON array of the rows, in pieces, one row a line, columns in their order. */
export function* jsonTable({ columns, rows }: PlainTable): Generator<string> {
  yield "[";
  let between = "";
  for (const row of rows) {
    yield `${between}\n${JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name]])))}`;
    between = ",";
  }
  yield rows.length === 0 ? "\n\n]\n" : "\n]\n";
}

/**
 * The lines of a CSV for spreadsheets, which take a text that begins with `=`, `+`, `-` or `@` for a formula: there an apostrophe comes
 * before it. Numbers stay as they are.
 */
export const spreadsheetTable = ({ columns, rows }: PlainTable): Iterable<string> =>
  csvLines(columns, guarded(rows));

function* guarded(rows: Rows): Generator<Row> {
  for (const row of rows)
    yield Object.fromEntries(Object.entries(row).map(([name, value]) => [name, withoutFormula(value)]));
}

const withoutFormula = (value: Value): Value =>
  typeof value === "string" && /^[=+\-@\t\r]/.test(value) && !isNumber(value) ? `'${value}` : value;

const isNumber = (text: string): boolean => /^[+-]?[\d.]+(?:e[+-]?\d+)?$/i.test(text);

/** Rows of the first part of a Parquet file, which says soon what a reader gets, and of each of the others. */
const parts = { first: 1000, others: 100_000 };

/**
 * A Parquet file: columns of integers as INT64, of other numbers as DOUBLE, others as text, missing values null. It is made part by
 * part; the file itself, compressed, is in memory as a whole.
 */
export const parquetTable = async ({ columns, rows }: PlainTable): Promise<Uint8Array> => {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer");
  const kinds = columns.map((name) => {
    if (isIntegral(rows, name)) return { name, type: "INT64" as const, as: asInteger };
    if (isNumeric(rows, name)) return { name, type: "DOUBLE" as const, as: (value: Value) => value };
    return { name, type: "STRING" as const, as: asText };
  });
  const schema = schemaFromColumnData({
    columnData: kinds.map(({ name, type }) => ({ name, type, nullable: true, data: [] })),
  });
  const writer = new ByteWriter();
  const file = new ParquetWriter({ writer, schema });
  let from = 0;
  while (from < rows.length) {
    const to = from + (from === 0 ? parts.first : parts.others);
    const part = [...rows.slice(from, to)];
    const columnData = kinds.map(({ name, as }) => ({
      name,
      data: part.map((row) => as(row[name] ?? null)),
    }));
    await file.write({ columnData, rowGroupSize: part.length });
    from = to;
  }
  await file.finish();
  return new Uint8Array(writer.getBuffer());
};

const isNumeric = (rows: Rows, name: string) =>
  rows.every((row) => row[name] == null || typeof row[name] === "number");

/** Whether every value is an integer that a double holds exactly; −0 is none. A column of nothing is text. */
const isIntegral = (rows: Rows, name: string) =>
  rows.some((row) => row[name] != null) &&
  rows.every((row) => row[name] == null || (Number.isSafeInteger(row[name]) && !Object.is(row[name], -0)));

const asInteger = (value: Value) => (value === null ? null : BigInt(value));

const asText = (value: Value) => (value === null ? null : String(value));
