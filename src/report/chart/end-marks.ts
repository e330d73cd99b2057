import type { Row } from "../../rows/row.ts";
import type { Rows } from "../../rows/rows.ts";
import { colour, type Part, path, position, type Quantity, type Series } from "./channels.ts";

/** Ends of inference whose estimates are not what they seem. */
const doubtful = ["saddle", "not-arrived", "rounding"];

const isDoubtful = (row: Row): boolean => doubtful.includes(String(row.outcome));
const hasDiverged = (row: Row): boolean => row.outcome === "diverged";

/**
 * Layers over a chart of means: a cross at the foot wherever some of a series' relaxations diverged, a square round the means of
 * which some ended at a saddle, before the signal arrived, or in rounding. None where there are none.
 */
export const endMarks = (rows: Rows, x: Quantity, y: Quantity, series: Series): readonly Part[] => [
  ...(rows.some(hasDiverged) ? [crosses(x, series)] : []),
  ...(rows.some(isDoubtful) ? [squares(x, y, series)] : []),
];

/** What they mean, for a subtitle. */
export const endMarksText = (rows: Rows): readonly string[] => {
  const found = doubtful.filter((outcome) => rows.some((row) => row.outcome === outcome));
  const text = [
    ...(rows.some(hasDiverged) ? ["Crosses at the foot: some have diverged there."] : []),
    ...(found.length > 0 ? [`Squares: some ended as ${found.join(" or ")}.`] : []),
  ];
  return text.length === 0 ? [] : [text.join(" ")];
};

const crosses = (x: Quantity, series: Series): Part => ({
  transform: [
    { filter: "datum.outcome === 'diverged'" },
    { aggregate: [{ op: "count", as: "diverged" }], groupby: [path(x.column), path(series.column)] },
  ],
  mark: { type: "point", shape: "cross", angle: 45, filled: true, size: 110 },
  encoding: { x: position(x), y: { value: "height" }, color: colour(series) },
});

const squares = (x: Quantity, y: Quantity, series: Series): Part => ({
  transform: [
    { calculate: `indexof(${JSON.stringify(doubtful)}, datum.outcome) >= 0 ? 1 : 0`, as: "doubtful" },
    {
      aggregate: [
        { op: "mean", field: path(y.column), as: "mean" },
        { op: "sum", field: "doubtful", as: "doubtful" },
      ],
      groupby: [path(x.column), path(series.column)],
    },
    { filter: `datum.doubtful > 0 && ${y.scale === "log" ? "datum.mean > 0" : "isValid(datum.mean)"}` },
  ],
  mark: { type: "point", shape: "square", filled: false, size: 150, strokeWidth: 1.5 },
  encoding: { x: position(x), y: position(y, "mean"), color: colour(series) },
});
