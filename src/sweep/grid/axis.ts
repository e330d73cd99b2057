import type { Override } from "../../config/override.ts";
import type { Json } from "../../rows/settings.ts";

/** A config field and the values that a sweep gives it. */
export interface SweptField {
  /** `inference.stepSize` */
  readonly path: string;
  readonly values: readonly Json[];
  /** The flag, or `file:line:column`, for messages. */
  readonly origin: string;
}

/** One direction of the grid: a field, or several whose values go in pairs and which have equally many. */
export interface Axis {
  readonly fields: readonly [SweptField, ...SweptField[]];
}

/** A value for each swept field, by its path. */
export type Point = Readonly<Record<string, Json>>;

/** Points of the grid: the product of the axes' lengths; 1 for no axes. */
export const countPoints = (axes: readonly Axis[]): number =>
  axes.reduce((product, { fields }) => product * fields[0].values.length, 1);

/** All combinations of the axes' values, the last axis running fastest. */
export const gridPoints = (axes: readonly Axis[]): Generator<Point> => pointsBelow({}, axes);

function* pointsBelow(outer: Point, [first, ...rest]: readonly Axis[]): Generator<Point> {
  if (first === undefined) {
    yield outer;
    return;
  }
  for (const index of first.fields[0].values.keys()) {
    const values = first.fields.map(({ path, values }) => [path, values[index]!] as const);
    yield* pointsBelow({ ...outer, ...Object.fromEntries(values) }, rest);
  }
}

/** The overrides that make a config that of a point. */
export const pointOverrides = (axes: readonly Axis[], point: Point): Override[] =>
  axes.flatMap(({ fields }) =>
    fields.map(({ path, origin }) => ({ path: path.split("."), value: point[path], origin })),
  );
