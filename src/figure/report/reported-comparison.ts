import type { Quantity, Series } from "../../report/chart/channels.ts";
import { figure, meanBand } from "../../report/chart/chart.ts";
import { withColumnTypes } from "../../report/chart/chart-data.ts";
import { numberInWords } from "../../report/numbers.ts";
import type { ReportedComparison } from "../../report/page/content.ts";
import { csvText } from "../../report/result/csv.ts";
import type { Row } from "../../rows/row.ts";
import type { Column } from "../../rows/table.ts";
import type { MeanDifference } from "../../sweep/compare/compare-numbers.ts";
import { fieldInWords } from "../../sweep/wording.ts";
import { compareResults } from "../compare/compare-results.ts";
import type { ReadResult } from "./read-result.ts";
import { changedFields } from "./reported-result.ts";

/** More means than these are in the table of a comparison only by their most certain differences. */
const mostMeans = 200;
/** More lines than these are not told apart. */
const mostLines = 8;

/** Two results over one another: configs, means with their standard errors, and the curves of both. */
export const reportedComparison = async (
  first: ReadResult,
  second: ReadResult,
): Promise<ReportedComparison> => {
  const { compared, only, differences } = await compareResults(first.folder, second.folder, ".");
  const names = [first.name, second.name] as const;
  const { csv, chart } = curves(first, second);
  const beyond = differences.filter(
    ({ difference, standardError }) => standardError !== null && Math.abs(difference) >= 2 * standardError,
  ).length;
  return {
    names,
    changes: changedFields(first.resolved.config, second.resolved.config),
    summary:
      `${differences.length} of ${compared} means differ, ${beyond} of them by two standard errors or more. ` +
      `${only[0]} groups of observations are in ${names[0]} alone, ${only[1]} in ${names[1]} alone. ` +
      "Means over the same seeds are compared seed by seed." +
      (differences.length > mostMeans ? ` The table has the ${mostMeans} most certain ones.` : ""),
    columns: ["where", "measure", names[0], names[1], "difference", "standard error", "seeds"],
    rows: differences.slice(0, mostMeans).map(rowOf),
    chart,
    csv,
  };
};

const rowOf = ({ at, measure, means, counts, difference, standardError, paired }: MeanDifference) => [
  Object.entries(at)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${fieldInWords(key)} ${value}`)
    .join(", "),
  fieldInWords(measure),
  numberInWords(means[0], 4),
  numberInWords(means[1], 4),
  numberInWords(difference, 3),
  standardError === null ? "–" : numberInWords(standardError, 2),
  `${counts.join(" and ")}${paired ? ", paired" : ""}`,
];

/** The first measure of both main tables over the number that varies in both, a line for each result and kind. */
const curves = (first: ReadResult, second: ReadResult): Pick<ReportedComparison, "csv" | "chart"> => {
  const [a, b] = [first.tables[0], second.tables[0]];
  if (a === undefined || b === undefined) return { csv: "", chart: null };
  const shared = a.columns.filter(({ name }) => b.columns.some((column) => column.name === name));
  const all = [
    ...a.rows.map((row) => ({ row, result: first.name })),
    ...b.rows.map((row) => ({ row, result: second.name })),
  ];
  const keys = shared.filter(({ role, name }) => role === "key" && name !== "seed");
  const across = keys.find((key) =>
    isNumeric(
      key,
      all.map(({ row }) => row),
    ),
  );
  const measure = shared.find(({ role }) => role === undefined);
  if (across === undefined || measure === undefined) return { csv: "", chart: null };
  const kinds = keys.filter((key) => key !== across);
  const rows = all.map(({ row, result }) => ({
    line: [result, ...kinds.map(({ name }) => row[name]).filter((value) => value !== null)].join(", "),
    seed: row.seed ?? null,
    [across.name]: row[across.name] ?? null,
    [measure.name]: row[measure.name] ?? null,
  }));
  const lines = [...new Set(rows.map(({ line }) => line))];
  const columns = ["line", "seed", across.name, measure.name];
  const csv = csvText(columns, rows as readonly Row[]);
  if (lines.length > mostLines) return { csv, chart: null };
  const series: Series = {
    column: "line",
    title: "",
    members: lines.map((name) => ({ name, label: name })),
  };
  const x: Quantity = {
    column: across.name,
    title: fieldInWords(across.name),
    scale: scaleOf(rows, across.name),
    nice: false,
  };
  const y: Quantity = {
    column: measure.name,
    title: fieldInWords(measure.name),
    scale: scaleOf(rows, measure.name),
  };
  const drawn = figure(
    {
      name: "comparison",
      title: `${fieldInWords(measure.name)} of both`,
      subtitle: ["Mean ± 1 sd over the seeds of each"],
      description: `Line chart. Across: ${x.title}. Up: ${y.title}. A line for each of ${lines.join("; ")}.`,
    },
    { width: 640, height: 360, ...meanBand(x, y, series, { point: true }) },
  );
  return {
    csv,
    chart: withColumnTypes(drawn, { "comparison.csv": { columns, rows: rows as readonly Row[] } }),
  };
};

const isNumeric = ({ name }: Column, rows: readonly Row[]): boolean => {
  const values = new Set(rows.map((row) => row[name]).filter((value) => value !== null));
  return values.size > 1 && [...values].every((value) => typeof value === "number");
};

/** More than this factor between the numbers, and none that is not positive: then their logarithms are drawn. */
const widestLinear = 30;

const scaleOf = (rows: readonly Readonly<Record<string, unknown>>[], column: string): "linear" | "log" => {
  const values = rows.map((row) => row[column]).filter((value) => typeof value === "number");
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const greatest = values.reduce((a, b) => Math.max(a, b), 0);
  return least > 0 && greatest / least > widestLinear ? "log" : "linear";
};
