import type { Row, Value } from "../rows/row.ts";
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
export const groupRows = (rows: readonly Row[], keys: readonly Pick<Column, "name">[]): readonly Group[] => {
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
export const aggregate = (rows: readonly Row[], column: string): Spread =>
  spreadOf(rows.map((row) => row[column]).filter(isNumber));

/** Rows whose relaxation came to rest where the activation function has a kink. */
export const countKinks = (rows: readonly Row[]): number =>
  rows.filter((row) => row.outcome === "kink").length;

/** Columns of the summary table: the keys, then mean, sd and n of each measure, and the kinks where they are known. */
export const summaryColumns = ({ keys, measures, hasOutcome }: View): readonly Column[] => [
  ...keys,
  ...measures.flatMap(({ name, unit }) => [
    { name: `${name}_mean`, unit, meaning: `mean of ${name} over the seeds` },
    { name: `${name}_sd`, unit, meaning: `sample standard deviation of ${name}; empty for one seed` },
    { name: `${name}_n`, unit: "dimensionless", meaning: `observations of ${name}` },
  ]),
  ...(hasOutcome
    ? [{ name: "kinks", unit: "dimensionless", meaning: "observations whose relaxed state is on a kink" }]
    : []),
];

export function* summaryRows(rows: readonly Row[], { keys, measures, hasOutcome }: View): Generator<Row> {
  for (const group of groupRows(rows, keys)) {
    const numbers = measures.flatMap(({ name }): [string, Value][] => {
      const { mean: average, sd, n } = aggregate(group.rows, name);
      return [
        [`${name}_mean`, average],
        [`${name}_sd`, sd],
        [`${name}_n`, n],
      ];
    });
    yield {
      ...group.key,
      ...Object.fromEntries(numbers),
      ...(hasOutcome && { kinks: countKinks(group.rows) }),
    };
  }
}

const isNumber = (value: Value | undefined): value is number => typeof value === "number";
