import { extent } from "simple-statistics";
import type { Outcome } from "../../report/page/content.ts";
import type { OutcomeCounts } from "../../rows/cell.ts";
import type { Row, Value } from "../../rows/row.ts";
import type { ReadTable } from "./read-result.ts";

/** More values of a key than these are given as a range. */
const mostNamed = 4;

/** How relaxations ended, counted over samples, and by which keys of the main table the others than the converged stand. */
export const outcomesOf = (tables: readonly ReadTable[], counts: OutcomeCounts): readonly Outcome[] => {
  const table = tables.find(({ columns }) => columns.some(({ name }) => name === "outcome"));
  return Object.entries(counts).map(([outcome, count]) => ({
    outcome,
    count,
    where: table === undefined || outcome === "converged" ? "" : whereText(table, outcome),
  }));
};

const whereText = ({ columns, rows }: ReadTable, outcome: string): string => {
  const keys = columns.filter(({ role }) => role === "key").map(({ name }) => name);
  const own = rows.filter((row) => row.outcome === outcome);
  if (own.length === 0) return "";
  const told = keys.flatMap((key) => {
    const [all, here] = [distinct(rows, key), distinct(own, key)];
    return here.length === all.length ? [] : [`${key} ${valuesText(here)}`];
  });
  return `${own.length} of ${rows.length} rows${told.length === 0 ? "" : `: ${told.join("; ")}`}`;
};

const distinct = (rows: readonly Row[], key: string): readonly Value[] => [
  ...new Set(rows.map((row) => row[key] ?? null)),
];

const valuesText = (values: readonly Value[]): string => {
  if (values.length <= mostNamed) return values.map((value) => value ?? "–").join(", ");
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length)
    return `${values.slice(0, mostNamed).join(", ")} and ${values.length - mostNamed} more`;
  const [least, greatest] = extent(numbers);
  return `${values.length} values from ${least} to ${greatest}`;
};
