import type { Part } from "../../report/chart/channels.ts";
import type { Row, Value } from "../../rows/row.ts";
import type { Rows } from "../../rows/rows.ts";
import { fieldInWords, isNumeric, valueText } from "../wording.ts";

/** Something whose values have names: a choice that is swept, or how the experiment tells its rows apart. */
export interface Category {
  /** Usually one; several where a value of one makes no sense without the other. */
  readonly columns: readonly [string, ...string[]];
  /** Those that occur, in their order. */
  readonly values: readonly Value[];
  /** Whether the sweep varies it, or the experiment has it by itself. */
  readonly swept: boolean;
}

export const categoryOf = (columns: Category["columns"], rows: Rows, swept: boolean): Category => ({
  columns,
  swept,
  values: [...new Set(rows.map((row) => categoryValue(row, columns)))],
});

/** Where the experiment's own categories have missing values, they say one thing together: `pc-nudge, euler`. */
export const combineOwn = (categories: readonly Category[], rows: Rows): readonly Category[] => {
  const [first, ...rest] = categories.flatMap(({ columns }) => columns);
  const complete = categories.every(({ values }) => !values.includes(null));
  return first === undefined || complete ? categories : [categoryOf([first, ...rest], rows, false)];
};

/** Of several columns, the values that aren't missing. */
export const categoryValue = (row: Row, columns: Category["columns"]): Value => {
  if (columns.length === 1) return row[columns[0]] ?? null;
  return columns.flatMap((column) => row[column] ?? []).join(", ");
};

/** `relu`, `inference.stepSize 0.1`: a number alone doesn't say of what. */
export const categoryText = ({ columns, values }: Category, value: Value): string =>
  `${values.some(isNumeric) ? `${fieldInWords(columns[0])} ` : ""}${valueText(value)}`;

const combinedColumn = "series";

/** The column that a chart finds the category in. */
export const categoryField = ({ columns }: Category): string =>
  columns.length === 1 ? columns[0] : combinedColumn;

/** Computes `categoryField` in a chart, as `categoryValue` does. */
export const categoryTransform = ({ columns }: Category): readonly Part[] => {
  if (columns.length === 1) return [];
  const soFar = `datum.${combinedColumn}`;
  return [
    { calculate: "''", as: combinedColumn },
    ...columns.map((column) => {
      const value = `datum[${JSON.stringify(column)}]`;
      const joined = `(${soFar} === '' ? '' : ${soFar} + ', ') + toString(${value})`;
      return { calculate: `isValid(${value}) ? ${joined} : ${soFar}`, as: combinedColumn };
    }),
  ];
};
