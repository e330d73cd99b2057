import type { Summary } from "../experiments/experiment.ts";
import type { ChartChoice } from "./chart-choice.ts";
import { aggregate, groupRows } from "./summary.ts";
import type { View } from "./view.ts";
import { namedValue, plainName } from "./wording.ts";

/** Means of the measure over the numeric axis, a series for each colour and panel; none if nothing numeric varies. */
export function sweepPlot(
  { kind, axes, rows, colour, panels }: ChartChoice,
  { measure }: View,
  scale: "linear" | "log",
): Summary["plot"] {
  const [axis] = axes;
  if (kind !== "line" || axis === undefined) return undefined;
  const apart = [...(colour === null ? [] : [colour]), ...panels].map(({ column }) => ({ name: column }));
  const series = groupRows(rows, apart).map((group) => ({
    name: apart.map(({ name }) => namedValue(name, group.key[name] ?? null)).join(", ") || measure.name,
    points: groupRows(group.rows, [{ name: axis.column }])
      .map(({ key, rows: same }) => [Number(key[axis.column]), aggregate(same, measure.name).mean] as const)
      .filter((point): point is readonly [number, number] => point[1] !== null),
  }));
  return {
    title: `${measure.name}, mean over seeds`,
    x: { label: plainName(axis.column), scale: axis.scale },
    y: { label: measure.name, scale },
    series,
  };
}
