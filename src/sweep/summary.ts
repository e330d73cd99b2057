import { type Outcome, outcomesFromWorst } from "../inference/outcome.ts";
import { type Row, rowsWith, type Value } from "../rows/row.ts";
import type { Rows } from "../rows/rows.ts";
import type { Column } from "../rows/table.ts";
import { type Spread, spreadOf } from "../statistics/spread.ts";
import type { View } from "./view.ts";

/** Rows that differ in nothing but their seed. */
export interface Group {
  /** The values of the key columns. */
  readonly key: Row;
  readonly rows: readonly Row[];
}

/** Groups in the order in which their first row stands. */
export const groupRows = (rows: Rows, keys: readonly Pick<Column, "name">[]): readonly Group[] => {
  const groups = new Map<string, { key: Row; rows: Row[] }>();
  for (const row of rows) {
    const values = keys.map(({ name }) => row[name] ?? null);
    const id = JSON.stringify(values);
    const group = groups.get(id);
    if (group !== undefined) group.rows.push(row);
    else
      groups.set(id, {
        key: Object.fromEntries(keys.map(({ name }, at) => [name, values[at]!])),
        rows: [row],
      });
  }
  return [...groups.values()];
};

/** A measure over the rows that have it. */
export const aggregate = (rows: Rows, column: string): Spread =>
  spreadOf(rows.map((row) => row[column]).filter(isNumber));

/** Rows whose relaxation ended in a way. */
export const countEnds = (rows: Rows, outcome: Outcome): number =>
  rows.filter((row) => row.outcome === outcome).length;

/** The columns that count them, with what they count. */
const endColumns: readonly (readonly [name: string, outcome: Outcome, meaning: string])[] = [
  ["kinks", "kink", "observations whose relaxed state is on a kink"],
  ...outcomesFromWorst
    .filter((outcome) => outcome !== "kink")
    .map(
      (outcome) =>
        [outcome.replaceAll("-", "_"), outcome, `observations whose relaxation ended as ${outcome}`] as const,
    ),
];

/** Columns of the summary table: the keys, then mean, sd and n of each measure, and how relaxations ended where it is known. */
export const summaryColumns = ({ keys, measures, hasOutcome }: View): readonly Column[] => [
  ...keys,
  ...measures.flatMap(({ name, unit }) => [
    { name: `${name}_mean`, unit, meaning: `mean of ${name} over the seeds` },
    { name: `${name}_sd`, unit, meaning: `sample standard deviation of ${name}; empty for one seed` },
    { name: `${name}_n`, unit: "dimensionless", meaning: `observations of ${name}` },
  ]),
  ...(hasOutcome ? endColumns.map(([name, , meaning]) => ({ name, unit: "dimensionless", meaning })) : []),
];

export function* summaryRows(rows: Rows, view: View): Generator<Row> {
  const { keys, measures, hasOutcome } = view;
  const newRow = rowsWith(summaryColumns(view).map(({ name }) => name));
  for (const { key, rows: own } of groupRows(rows, keys)) {
    const row = Object.assign(newRow(), key);
    for (const { name } of measures) {
      const { mean: average, sd, n } = aggregate(own, name);
      row[`${name}_mean`] = average;
      row[`${name}_sd`] = sd;
      row[`${name}_n`] = n;
    }
    if (hasOutcome) for (const [name, outcome] of endColumns) row[name] = countEnds(own, outcome);
    yield row;
  }
}

const isNumber = (value: Value | undefined): value is number => typeof value === "number";
