import type { Value } from "../../rows/row.ts";
import type { Rows } from "../../rows/rows.ts";
import { columnOf } from "../columns.ts";
import type { Axis } from "../grid/axis.ts";
import { asValue } from "../names.ts";
import { tellingKeys } from "../telling-keys.ts";
import type { View } from "../view.ts";
import { type Category, categoryOf, combineOwn } from "./category.ts";
import type { NumericAxis } from "./numeric-axis.ts";
import { gridScale } from "./scale.ts";

/** What is drawn, and how; all of it follows from what varies. */
export interface ChartChoice {
  readonly kind: "line" | "heat" | "dots";
  /** One for a line, two for a heat map, none for dots beside each other. */
  readonly axes: readonly NumericAxis[];
  /** Where dots stand; null otherwise. */
  readonly places: Category | null;
  readonly colour: Category | null;
  /** A panel for each combination. */
  readonly panels: readonly Category[];
  /** Columns of which only the last value is drawn, such as the last step. */
  readonly last: readonly { readonly column: string; readonly value: number }[];
  /** The rows that are drawn. */
  readonly rows: Rows;
}

/** Columns that follow a process, of which only the end is compared. Other numbers of an experiment's own are settings. */
const steplike = ["step", "batch", "epoch"];
/** More colours than this can't be told apart. */
const mostColours = 8;

/**
 * The chart that a person would draw: one number varies, a line over it; two, a heat map; a category, its colours;
 * what is left, panels. Only names vary: the experiment's own curve over its steps for each, or dots if it has none.
 */
export const chooseChart = (rows: Rows, view: View, axes: readonly Axis[]): ChartChoice => {
  const directions = axes.map((axis) => directionOf(axis, view)).filter(({ values }) => values.length > 1);
  const own = view.keys.filter(({ name }) => !view.swept.includes(name)).map(({ name }) => name);
  const ownNumeric = own.map((column) => numericAxis(column, rows)).filter((axis) => axis !== null);
  const isStep = ({ column }: NumericAxis) => steplike.includes(column);
  const numeric = [
    ...directions.flatMap((direction) => ("scale" in direction ? [direction] : [])),
    ...ownNumeric.filter((axis) => !isStep(axis)),
  ];
  const steps = ownNumeric.filter(isStep);
  const along = numeric.length === 0 ? steps.slice(0, 1) : byPlace(numeric).slice(0, 2);
  const last = steps
    .filter((axis) => !along.includes(axis))
    .map(({ column, values }) => ({ column, value: values.at(-1)! }));
  const drawn = rows.filter(
    (row) =>
      last.every(({ column, value }) => row[column] === value || row[column] === null) &&
      along.every(({ column }) => row[column] !== null),
  );
  const ownCategories = tellingKeys(drawn, view)
    .map(({ name }) => name)
    .filter((column) => own.includes(column))
    .filter((column) => ownNumeric.every((axis) => axis.column !== column))
    .map((column) => categoryOf([column], drawn, false))
    .filter(({ values }) => values.length > 1);
  const categories = [
    ...directions.flatMap((direction) => ("scale" in direction ? [] : [direction])),
    ...combineOwn(ownCategories, drawn),
  ];
  const beyond = numeric
    .filter((axis) => !along.includes(axis))
    .map(({ column, values }): Category => ({ columns: [column], values, swept: true }));
  const kind = along.length === 2 ? "heat" : along.length === 1 ? "line" : "dots";
  const places = kind === "dots" ? (categories.shift() ?? null) : null;
  const colour = kind === "heat" ? undefined : categories.find(({ values }) => values.length <= mostColours);
  const panels = [...categories.filter((each) => each !== colour), ...beyond];
  return { kind, axes: along, places, colour: colour ?? null, panels, last, rows: drawn };
};

/** λ lies across wherever it is one of several, since it is the axis of the paper. */
const byPlace = (axes: readonly NumericAxis[]): readonly NumericAxis[] => [
  ...axes.filter(({ column }) => column === "lambda"),
  ...axes.filter(({ column }) => column !== "lambda"),
];

/** Of fields whose values go in pairs, the first that is a number stands for all. */
const directionOf = ({ fields }: Axis, view: View): NumericAxis | Category => {
  const isNumeric = (values: readonly unknown[]) => values.every((value) => typeof value === "number");
  const field = fields.find(({ values }) => isNumeric(values)) ?? fields[0];
  const column = columnOf(field.path, view.table);
  if (!isNumeric(field.values)) return { columns: [column], values: field.values.map(asValue), swept: true };
  const paired = fields.filter((other) => other !== field).map(({ path }) => path);
  return axisOf(column, field.values as readonly number[], paired);
};

/** A key column of the experiment's own whose values are numbers, of which there are several; else null. */
const numericAxis = (column: string, rows: Rows): NumericAxis | null => {
  const values = distinct(column, rows).filter((value) => value !== null);
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length || numbers.length < 2) return null;
  return axisOf(column, numbers, []);
};

const axisOf = (column: string, values: readonly number[], paired: readonly string[]): NumericAxis => {
  const sorted = [...values].sort((a, b) => a - b);
  return { column, values: sorted, scale: gridScale(sorted), paired };
};

const distinct = (column: string, rows: Rows): Value[] => [
  ...new Set(rows.map((row) => row[column] ?? null)),
];
