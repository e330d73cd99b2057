import { type Outcome, outcomesFromWorst } from "../../inference/outcome.ts";
import type { Row, Value } from "../../rows/row.ts";
import type { Rows } from "../../rows/rows.ts";
import type { Column } from "../../rows/table.ts";
import { spreadOf } from "../../statistics/spread.ts";

/** The number of the image that a row was measured on. */
export const imageColumn: Column = {
  name: "image",
  unit: "dimensionless",
  meaning: "number of the training image, from 0",
  role: "key",
};

/** Over how many images the means of a row are taken. */
const countColumn: Column = {
  name: "images",
  unit: "dimensionless",
  meaning: "images that the means are taken over",
  role: "note",
};

const isMeasured = ({ role }: Column): boolean => role === undefined;

/** The columns of a table of means over images: each measure, and beside it its spread. */
export const condensedColumns = (columns: readonly Column[]): readonly Column[] => [
  ...columns.flatMap((column): readonly Column[] =>
    isMeasured(column)
      ? [
          { ...column, meaning: `${column.meaning}; mean over the images` },
          {
            name: spreadName(column),
            unit: column.unit,
            meaning: `sample standard deviation of ${column.name} over the images`,
            role: "note",
          },
        ]
      : [column],
  ),
  countColumn,
];

const spreadName = ({ name }: Column): string => `${name}_image_sd`;

/**
 * Rows that differ in nothing but their image become one: of what was measured mean and sample standard deviation, of the work the mean,
 * of the ends the worst, of another remark the largest. `own` are the columns that rows have, `keys` the names of what tells rows apart.
 */
export const condense = (rows: Rows, own: readonly Column[], keys: readonly string[]): readonly Row[] => {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const id = JSON.stringify(keys.map((name) => row[name] ?? null));
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return [...groups.values()].map((group): Row => {
    const condensed: Record<string, Value> = { ...group[0] };
    for (const column of own) {
      const values = group.map((row) => row[column.name] ?? null);
      if (column.role === "key") continue;
      condensed[column.name] = ofGroup(column, values);
      if (isMeasured(column)) condensed[spreadName(column)] = spreadOf(values.filter(isNumber)).sd;
    }
    condensed[countColumn.name] = group.length;
    return condensed;
  });
};

const isNumber = (value: Value): value is number => typeof value === "number";

const ofGroup = ({ name, role }: Column, values: readonly Value[]): Value => {
  if (name === "outcome") return worst(values);
  const numbers = values.filter(isNumber);
  if (numbers.length === 0) return values.every((value) => value === values[0]) ? values[0]! : null;
  if (role === "note" || name === "residual") return Math.max(...numbers);
  return spreadOf(numbers).mean;
};

const worst = (values: readonly Value[]): Value =>
  outcomesFromWorst.find((outcome: Outcome) => values.includes(outcome)) ?? null;
