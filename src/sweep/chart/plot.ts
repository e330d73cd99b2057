import type { Row } from "../../rows/row.ts";
import type { Summary } from "../../rows/summary.ts";
import { aggregate, groupRows } from "../summary.ts";
import type { View } from "../view.ts";
import { plainName } from "../wording.ts";
import { categoryText, categoryValue } from "./category.ts";
import type { ChartChoice } from "./chart-choice.ts";

/** Marks in a plot of characters that can be told apart. */
const mostSeries = 8;

/** Means of the measure over the numeric axis, a series for each colour and panel; none if nothing numeric varies, or too much. */
export const sweepPlot = (
  { kind, axes, rows, colour, panels }: ChartChoice,
  { measure }: View,
  scale: "linear" | "log",
): Summary["plot"] => {
  const [axis] = axes;
  if (kind !== "line" || axis === undefined) return undefined;
  const apart = [...(colour === null ? [] : [colour]), ...panels];
  const columns = apart.flatMap((category) => category.columns.map((name) => ({ name })));
  const nameOf = (key: Row) =>
    apart.map((category) => categoryText(category, categoryValue(key, category.columns))).join(", ");
  const series = groupRows(rows, columns).map((group) => ({
    name: nameOf(group.key) || measure.name,
    points: groupRows(group.rows, [{ name: axis.column }])
      .map(({ key, rows: same }) => [Number(key[axis.column]), aggregate(same, measure.name).mean] as const)
      .filter((point): point is readonly [number, number] => point[1] !== null),
  }));
  if (series.length > mostSeries) return undefined;
  return {
    title: `${measure.name}, mean over seeds`,
    x: { label: plainName(axis.column), scale: axis.scale },
    y: { label: measure.name, scale },
    series,
  };
};
