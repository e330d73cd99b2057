import { distanceFromOne } from "../report/chart/level-marks.ts";
import type { Row, Value } from "../rows/row.ts";
import type { Rows } from "../rows/rows.ts";
import { type OrderOverSeeds, orderOverSeeds, type Window } from "../statistics/order-over-seeds.ts";
import type { ErrorAt } from "../statistics/power-law.ts";
import { type Group, groupRows } from "./summary.ts";
import { tellingKeys, varies } from "./telling-keys.ts";
import type { View } from "./view.ts";
import { namedValue } from "./wording.ts";

/** What is fitted where nothing is asked for, the ones to be preferred first. */
const usual = ["relative_distance", "gradient_distance"];

/** Whether a measure vanishes in the limit λ → 0; a cosine does in what is missing of it to 1. */
const isError = (column: string): boolean =>
  /^(relative_distance|gradient_distance|relative_error|equilibrium_distance)/.test(column);
const isCosine = (column: string): boolean => /^cosine(_\d+)?$/.test(column);

/** How an error falls with λ along one curve of a sweep. */
export interface LambdaOrder {
  /** What tells the curve from the others, with a colon after it; empty for the only one. */
  readonly name: string;
  /** The values that tell it apart, by their columns. */
  readonly key: Row;
  /** The column that is fitted. */
  readonly error: string;
  readonly order: OrderOverSeeds;
}

/** The orders in λ of a sweep's curves; none where λ has a single value, or where the measure is no error. */
export const lambdaOrders = (rows: Rows, view: View, window: Window): LambdaOrder[] => {
  const { measure: chosen, asked } = view;
  // An order is that of an error: of the one that was asked for, and of none if it is no error.
  const column = asked
    ? chosen.name
    : usual.find((name) => view.measures.some((measure) => measure.name === name));
  if (column === undefined || !(isError(column) || isCosine(column))) return [];
  const error = isCosine(column) ? distanceFromOne(column) : column;
  const errorOf = (value: number): number => (isCosine(column) ? 1 - value : value);
  return seriesOverLambda(rows, view).map(({ name, key, points }) => ({
    name,
    key,
    error,
    order: orderOverSeeds(curvesBySeed(points, column, errorOf), window),
  }));
};

/** The error over λ, a curve for each seed. */
const curvesBySeed = (
  points: readonly Group[],
  column: string,
  errorOf: (value: number) => number,
): ErrorAt[][] => {
  const curves = new Map<Value, ErrorAt[]>();
  for (const { key, rows } of points) {
    for (const row of rows) {
      const [seed, value] = [row.seed ?? null, row[column]];
      if (typeof value !== "number") continue;
      curves.set(seed, [...(curves.get(seed) ?? []), { dial: Number(key.lambda), error: errorOf(value) }]);
    }
  }
  return [...curves.values()];
};

interface SeriesOverLambda {
  readonly name: string;
  readonly key: Row;
  readonly points: readonly Group[];
}

/** The points of each curve over λ; none where λ has a single value. */
export const seriesOverLambda = (rows: Rows, view: View): readonly SeriesOverLambda[] => {
  const { keys } = view;
  const varying = tellingKeys(rows, view).filter((key) => varies(rows, key));
  const others = varying.filter(({ name }) => name !== "lambda");
  if (others.length === varying.length) return [];
  return groupRows(rows, others).map((group) => ({
    name: prefix(others.map(({ name }) => namedValue(name, group.key[name] ?? null))),
    key: group.key,
    points: groupRows(group.rows, keys),
  }));
};

const prefix = (names: readonly string[]) => (names.length === 0 ? "" : `${names.join(", ")}: `);
