import type { ChartSpecification } from "../../rows/chart.ts";
import type { CsvTable } from "../result/csv.ts";
import { isRecord, mapRecords, type Node } from "./specification.ts";

type Tables = Readonly<Record<string, CsvTable>>;

/**
 * Adds to each `data: { url }` of a chart how that CSV's columns are read: as numbers where each value is a number
 * or missing, else as text. Without it Vega would guess, by the first rows.
 *
 * Throws an Error for a CSV that is not among `tables`, whose keys are file names.
 */
export const withColumnTypes = (chart: ChartSpecification, tables: Tables): ChartSpecification =>
  mapRecords(chart, (part) => withTypes(part, tables)) as ChartSpecification;

const withTypes = (part: Node, tables: Tables): Node => {
  const { data, transform } = part;
  if (!isRecord(data) || typeof data.url !== "string") return part;
  const table = Object.hasOwn(tables, data.url) ? tables[data.url] : undefined;
  if (table === undefined)
    throw new Error(`the chart refers to ${data.url}, which the experiment does not write`);
  // Vega-Lite takes a dot in `parse` for an access path, so that columns such as inference.stepSize go another way.
  const types = table.columns.map((column) => [column, columnType(table, column)] as const);
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

const columnType = ({ rows }: CsvTable, column: string) =>
  rows.every((row) => row[column] === null || typeof row[column] === "number") ? "number" : "string";
