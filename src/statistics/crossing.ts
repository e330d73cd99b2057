import { exponential, logarithm } from "./logarithm.ts";

/** A point of a curve. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** Where a curve crosses a level. */
export interface Crossing {
  readonly at: number;
  /** The neighbouring points between which it lies. */
  readonly from: number;
  readonly to: number;
  /** Of the measure, as x grows. */
  readonly direction: "rises" | "falls";
}

/** How numbers lie along an axis: as they are, by their logarithm, or by the logarithm of what is missing to 1, as cosines do. */
export type Scale = "linear" | "log" | "from-one";

const forwards: Readonly<Record<Scale, (value: number) => number>> = {
  linear: (value) => value,
  log: logarithm,
  "from-one": (value) => logarithm(1 - value),
};

/** Whether every number has its place on a scale. */
export const fits = (scale: Scale, values: readonly number[]): boolean =>
  values.every((value) => Number.isFinite(forwards[scale](value)));

/**
 * Every place at which a curve crosses a level, in ascending order of x: between neighbours on its two sides, by linear interpolation
 * of the scaled numbers. A power law crosses where it does, exactly, on two logarithmic scales. Without scales that fit all numbers
 * they are taken as they are. A point on the level is the place itself.
 */
export const crossingsOf = (
  curve: readonly CurvePoint[],
  level: number,
  scales: { readonly x: Scale; readonly y: Scale },
): readonly Crossing[] => {
  const points = [...curve].sort((a, b) => a.x - b.x);
  const along = fits(
    scales.x,
    points.map(({ x }) => x),
  )
    ? scales.x
    : "linear";
  return points.flatMap((first, i): readonly Crossing[] => {
    const second = points[i + 1];
    if (second === undefined || first.y < level === second.y < level) return [];
    const up = fits(scales.y, [first.y, second.y, level]) ? forwards[scales.y] : forwards.linear;
    const [a, b] = [forwards[along](first.x), forwards[along](second.x)];
    const part = (up(level) - up(first.y)) / (up(second.y) - up(first.y));
    const place = a + part * (b - a);
    const at = part === 0 ? first.x : part === 1 ? second.x : along === "log" ? exponential(place) : place;
    return [{ at, from: first.x, to: second.x, direction: first.y < second.y ? "rises" : "falls" }];
  });
};
