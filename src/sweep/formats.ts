import { csvText } from "../report/result/csv.ts";
import type { Row, Value } from "../rows/row.ts";

interface PlainTable {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** A JSON array of the rows, one a line, columns in their order. */
export const jsonTable = ({ columns, rows }: PlainTable): string => {
  const lines = rows.map((row) =>
    JSON.stringify(Object.fromEntries(columns.map((name) => [name, row[name]]))),
  );
  return `[\n${lines.join(",\n")}\n]\n`;
};

/**
 * A CSV for spreadsheets, which take a text that begins with `=`, `+`, `-` or `@` for a formula: there an apostrophe comes before
 * it. Numbers stay as they are.
 */
export const spreadsheetTable = ({ columns, rows }: PlainTable): string => {
  const guarded = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, withoutFormula(value)])),
  );
  return csvText(columns, guarded);
};

const withoutFormula = (value: Value): Value =>
  typeof value === "string" && /^[=+\-@\t\r]/.test(value) && !isNumber(value) ? `'${value}` : value;

const isNumber = (text: string): boolean => /^[+-]?[\d.]+(?:e[+-]?\d+)?$/i.test(text);

/** A Parquet file: columns of integers as INT64, of other numbers as DOUBLE, others as text, missing values null. */
export const parquetTable = async ({ columns, rows }: PlainTable): Promise<Uint8Array> => {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const columnData = columns.map((name) => {
    const values = rows.map((row) => row[name] ?? null);
    if (isIntegral(values))
      return { name, type: "INT64" as const, nullable: true, data: values.map(asInteger) };
    if (isNumeric(values)) return { name, type: "DOUBLE" as const, nullable: true, data: values };
    return { name, type: "STRING" as const, nullable: true, data: values.map(asText) };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
};

const isNumeric = (values: readonly Value[]) =>
  values.every((value) => value === null || typeof value === "number");

/** Whether every value is an integer that a double holds exactly; −0 is none. A column of nothing is text. */
const isIntegral = (values: readonly Value[]) =>
  values.some((value) => value !== null) &&
  values.every((value) => value === null || (Number.isSafeInteger(value) && !Object.is(value, -0)));

const asInteger = (value: Value) => (value === null ? null : BigInt(value));

const asText = (value: Value) => (value === null ? null : String(value));
