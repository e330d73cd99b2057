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

/** A Parquet file: columns of numbers as DOUBLE, others as text, missing values null. */
export const parquetTable = async ({ columns, rows }: PlainTable): Promise<Uint8Array> => {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const columnData = columns.map((name) => {
    const values = rows.map((row) => row[name] ?? null);
    const type = isNumeric(values) ? ("DOUBLE" as const) : ("STRING" as const);
    return { name, type, nullable: true, data: type === "DOUBLE" ? values : values.map(asText) };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
};

const isNumeric = (values: readonly Value[]) =>
  values.every((value) => value === null || typeof value === "number");

const asText = (value: Value) => (value === null ? null : String(value));
