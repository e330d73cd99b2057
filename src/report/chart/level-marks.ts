import type { ChartSpecification } from "../../rows/chart.ts";
import type { Row } from "../../rows/row.ts";
import { type Part, path } from "./channels.ts";
import { referenceColour } from "./theme.ts";

/** A level of a measure, and where it is crossed. */
export interface LevelMarks {
  readonly column: string;
  readonly level: number;
  readonly places: readonly { readonly key: Row; readonly at: number }[];
  /** What is said of it, lines of the subtitle. */
  readonly sentences: readonly string[];
}

/** The distance from 1 in which charts draw a cosine near it, by its column. */
export const distanceFromOne = (column: string): string => `1 − ${column}`;

/**
 * A chart with a dotted rule at the level, and a diamond at each crossing, in every panel that draws the mean of the measure, or of
 * what is missing of it to 1. Of several panels that show different rows each has the rule alone: whose crossing it is, is not
 * known there.
 */
export const levelMarks = (chart: ChartSpecification, marks: LevelMarks): ChartSpecification => {
  const panels = countPanels(chart, marks.column);
  const marked = mark(chart, panels > 1 ? { ...marks, places: [] } : marks);
  const title = marked.title as { readonly subtitle?: readonly string[] } | undefined;
  return {
    ...marked,
    description: `${String(chart.description)} ${marks.sentences.join(". ")}.`,
    title: { ...title, subtitle: [...(title?.subtitle ?? []), ...marks.sentences] },
  };
};

const isPart = (value: unknown): value is Part =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const layersOf = ({ layer }: Part): readonly Part[] => (Array.isArray(layer) ? layer.filter(isPart) : []);

/** Whether a part draws means of a column. */
const draws = ({ transform }: Part, column: string): boolean =>
  Array.isArray(transform) &&
  transform.some(
    (step) =>
      isPart(step) &&
      Array.isArray(step.aggregate) &&
      step.aggregate.some(
        (each: Part) => each.op === "mean" && each.field === path(column) && each.as === "mean",
      ),
  );

/** The part of a panel that draws the measure, and its column: the measure's own, or what is missing to 1. */
const drawnIn = (panel: Part, column: string): { readonly part: Part; readonly column: string } | null => {
  for (const name of [column, distanceFromOne(column)]) {
    const part = layersOf(panel).find((each) => draws(each, name) && layersOf(each).length > 0);
    if (part !== undefined) return { part, column: name };
  }
  return null;
};

const inner = ["hconcat", "vconcat", "concat"] as const;

const countPanels = (panel: Part, column: string): number =>
  drawnIn(panel, column) !== null
    ? 1
    : inner.reduce((sum, kind) => {
        const parts = panel[kind];
        return (
          sum +
          (Array.isArray(parts)
            ? parts.filter(isPart).reduce((n, each) => n + countPanels(each, column), 0)
            : 0)
        );
      }, 0);

const mark = (panel: Part, marks: LevelMarks): Part => {
  const drawn = drawnIn(panel, marks.column);
  if (drawn !== null) return { ...panel, layer: [...layersOf(panel), ...layersAt(drawn, marks)] };
  const changed = inner.flatMap((kind) => {
    const parts = panel[kind];
    return Array.isArray(parts)
      ? [[kind, parts.map((each) => (isPart(each) ? mark(each, marks) : each))] as const]
      : [];
  });
  return { ...panel, ...Object.fromEntries(changed) };
};

const layersAt = (
  { part, column }: { readonly part: Part; readonly column: string },
  { column: measure, level, places }: LevelMarks,
): readonly Part[] => {
  const axes = layersOf(part)
    .map(({ encoding }) => encoding)
    .find((each) => isPart(each) && isPart(each.x) && isPart(each.y)) as {
    readonly x: Part;
    readonly y: Part;
  };
  const { field: _x, ...x } = axes.x;
  const { field: _y, ...y } = axes.y;
  // 1 − 0.9999 has digits that nobody wrote.
  const height = column === measure ? level : Number((1 - level).toPrecision(12));
  const look = { color: referenceColour };
  return [
    {
      data: { values: [{}] },
      mark: { type: "rule", strokeDash: [6, 3], ...look },
      encoding: { y: { ...y, datum: height } },
    },
    ...(places.length === 0
      ? []
      : [
          {
            data: { values: places.map(({ at }) => ({ at })) },
            mark: { type: "point", shape: "diamond", filled: true, size: 110, opacity: 1, ...look },
            encoding: { x: { ...x, field: "at" }, y: { ...y, datum: height } },
          },
        ]),
  ];
};
