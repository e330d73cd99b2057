import type { ChartSpecification } from "../../rows/chart.ts";
import type { Rows } from "../../rows/rows.ts";
import { isRecord, mapRecords, type Node } from "./specification.ts";

/** A CSV's columns in their order, and its rows. */
interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: Rows;
}

type Tables = Readonly<Record<string, ChartTable>>;

/**
 * Adds to each `data: { url }` of a chart how that CSV's columns are read: as numbers where each value is a number
 * or missing, else as text. Without it Vega would guess, by the first rows.
 *
 * Throws an Error for a CSV that is not among `tables`, whose keys are file names.
 */
export const withColumnTypes = (chart: ChartSpecification, tables: Tables): ChartSpecification => {
  // Several parts of a chart may read one table.
  const known = new Map<ChartTable, ColumnTypes>();
  const typesOf = (table: ChartTable): ColumnTypes => {
    const types =
      known.get(table) ?? table.columns.map((column) => [column, columnType(table, column)] as const);
    known.set(table, types);
    return types;
  };
  return mapRecords(chart, (part) => withTypes(part, tables, typesOf)) as ChartSpecification;
};

type ColumnTypes = readonly (readonly [column: string, type: "number" | "string"])[];

const withTypes = (part: Node, tables: Tables, typesOf: (table: ChartTable) => ColumnTypes): Node => {
  const { data, transform } = part;
  if (!isRecord(data) || typeof data.url !== "string") return part;
  const table = Object.hasOwn(tables, data.url) ? tables[data.url] : undefined;
  if (table === undefined)
    throw new Error(`the chart refers to ${data.url}, which the experiment does not write`);
  // Vega-Lite takes a dot in `parse` for an access path, so that columns such as inference.stepSize go another way.
  const types = typesOf(table);
  const plain = types.filter(([column]) => /^\w+$/.test(column));
  const other = types.filter(([column, type]) => !/^\w+$/.test(column) && type === "number");
  const conversions = other.map(([column]) => ({
    calculate: `toNumber(datum[${JSON.stringify(column)}])`,
    as: column,
  }));
  return {
    ...part,
    data: { ...data, format: { type: "csv", parse: Object.fromEntries(plain) } },
    ...(conversions.length > 0
      ? { transform: [...conversions, ...(Array.isArray(transform) ? transform : [])] }
      : {}),
  };
};

const columnType = ({ rows }: ChartTable, column: string) =>
  rows.every((row) => row[column] === null || typeof row[column] === "number") ? "number" : "string";
