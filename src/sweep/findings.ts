import { endedText } from "../report/ended.ts";
import type { Row, Value } from "../rows/row.ts";
import type { Summary } from "../rows/summary.ts";
import {
  fewestDecades,
  type OrderOverSeeds,
  orderOverSeeds,
  type Window,
} from "../statistics/order-over-seeds.ts";
import type { ErrorAt } from "../statistics/power-law.ts";
import { aggregate, countEnds, type Group, groupRows } from "./summary.ts";
import { tellingKeys, varies } from "./telling-keys.ts";
import type { View } from "./view.ts";
import { countText, namedValue, plainName, rounded, shortValue } from "./wording.ts";

type Finding = Summary["findings"][number];

/** Measures that vanish in the limit λ → 0, the ones to be preferred first. */
const errors = ["relative_distance", "gradient_distance"];

/**
 * What a sweep shows in numbers: the order in λ, kinks, and where the measure is least and greatest. `rows` are those
 * that the chart draws.
 */
export const sweepFindings = (rows: readonly Row[], view: View, window: Window): Finding[] => [
  ...orderFindings(rows, view, window),
  ...kinkFindings(rows, view, window),
  ...endFindings(rows, view),
  ...extremes(rows, view),
];

const orderFindings = (rows: readonly Row[], view: View, window: Window): Finding[] => {
  const { measure: chosen, asked } = view;
  // An order is that of an error: of the one that was asked for, and of none if it is no error.
  const candidates = asked ? errors.filter((name) => name === chosen.name) : errors;
  const error = candidates.find((name) => view.measures.some((measure) => measure.name === name));
  if (error === undefined) return [];
  return seriesOverLambda(rows, view).map(({ name, points }) => ({
    label: `${name}order in λ`,
    value: orderText(error, orderOverSeeds(curvesBySeed(points, error), window), window),
  }));
};

/** The error over λ, a curve for each seed. */
const curvesBySeed = (points: readonly Group[], column: string): ErrorAt[][] => {
  const curves = new Map<Value, ErrorAt[]>();
  for (const { key, rows } of points) {
    for (const row of rows) {
      const [seed, error] = [row.seed ?? null, row[column]];
      if (typeof error !== "number") continue;
      curves.set(seed, [...(curves.get(seed) ?? []), { dial: Number(key.lambda), error }]);
    }
  }
  return [...curves.values()];
};

/**
 * `1.003 ± 0.002 (relative_distance, λ from 1e-4 to 0.01, 8 seeds; scatter of the mean curve 0.001)`, or why there is no order. The ±
 * is the standard error over the seeds.
 */
export const orderText = (error: string, found: OrderOverSeeds, { from, to }: Window): string => {
  const asked = from > 0 ? `λ from ${from} to ${to}` : `λ ≤ ${to}`;
  if (found.kind === "floor")
    return `no convergence: floor ${floorText(error, found.floor)} (${error}, at λ = ${found.at})`;
  if (found.kind === "short" && found.points < 3)
    return `not fitted, for want of three points with ${asked}; add for example 1e-4..1e-2 to the grid`;
  if (found.kind === "short")
    return `not fitted: ${rounded(found.decades, 2)} of the ${fewestDecades} decades that it takes with ${asked}; add for example 1e-4..1e-2 to the grid`;
  const { slopes, line, floor } = found;
  const order = slopes.mean ?? line.exponent;
  const standardError = slopes.standardError === null ? "" : ` ± ${rounded(slopes.standardError, 2)}`;
  const below = floor === null ? "" : `; below it a floor of ${floorText(error, floor)}`;
  return (
    `${order.toFixed(3)}${standardError} (${error}, λ from ${line.from} to ${line.to}, ${countText(slopes.n, "seed")}; ` +
    `scatter of the mean curve ${rounded(line.scatter, 2)}${below})`
  );
};

/** A relative error in per cent, another one as it is. */
const floorText = (error: string, floor: number): string =>
  error.startsWith("relative") ? `${rounded(100 * floor, 2)} %` : rounded(floor, 2);

const kinkFindings = (rows: readonly Row[], view: View, window: Window): Finding[] => {
  if (!view.hasOutcome || countEnds(rows, "kink") === 0) return [];
  const groups = seriesOverLambda(rows, view);
  const whole = groups.length > 0 ? groups : [{ name: "", points: [{ key: {}, rows }] }];
  return whole.map(({ name, points }) => {
    const all = points.flatMap((point) => point.rows);
    const inside = points
      .filter(({ key }) => Number(key.lambda) >= window.from && Number(key.lambda) <= window.to)
      .flatMap((point) => point.rows);
    const within =
      inside.length > 0 ? `; ${countEnds(inside, "kink")} of ${inside.length} in the window of the fit` : "";
    return {
      label: `${name}samples on a kink`,
      value: `${countEnds(all, "kink")} of ${all.length}${within}`,
    };
  });
};

/** How many relaxations ended in which way, and where some diverged. */
const endFindings = (rows: readonly Row[], view: View): Finding[] => {
  const ended = view.hasOutcome ? endedText(rows) : "";
  if (ended === "") return [];
  const diverged = rows.filter((row) => row.outcome === "diverged");
  const where = diverged.length === 0 ? [] : placesOf(diverged, rows, view);
  return [
    { label: "ends of inference", value: ended },
    ...(where.length > 0 ? [{ label: "diverged", value: `at ${where.join("; ")}` }] : []),
  ];
};

/** The values of each key at which some rows stand, if not at all of them: `inference.stepSize 0.9, 1.2`. */
const placesOf = (some: readonly Row[], all: readonly Row[], { keys }: View): readonly string[] =>
  keys.flatMap(({ name }) => {
    const distinct = (rows: readonly Row[]) => [...new Set(rows.map((row) => row[name] ?? null))];
    const [here, everywhere] = [distinct(some), distinct(all)];
    return here.length === everywhere.length ? [] : [`${plainName(name)} ${here.map(shortValue).join(", ")}`];
  });

/** The points of each curve over λ; none where λ has a single value. */
const seriesOverLambda = (rows: readonly Row[], view: View): { name: string; points: readonly Group[] }[] => {
  const { keys } = view;
  const varying = tellingKeys(rows, view).filter((key) => varies(rows, key));
  const others = varying.filter(({ name }) => name !== "lambda");
  if (others.length === varying.length) return [];
  return groupRows(rows, others).map((group) => ({
    name: prefix(others.map(({ name }) => namedValue(name, group.key[name] ?? null))),
    points: groupRows(group.rows, keys),
  }));
};

const extremes = (rows: readonly Row[], view: View): Finding[] => {
  const { keys, measure } = view;
  const varying = tellingKeys(rows, view).filter((key) => varies(rows, key));
  const means = groupRows(rows, keys).flatMap(({ key, rows: same }) => {
    const { mean } = aggregate(same, measure.name);
    return mean === null ? [] : [{ key, mean }];
  });
  if (means.length < 2) return [];
  const least = means.reduce((a, b) => (b.mean < a.mean ? b : a));
  const greatest = means.reduce((a, b) => (b.mean > a.mean ? b : a));
  return (
    [
      ["least", least],
      ["greatest", greatest],
    ] as const
  ).map(([which, { key, mean }]) => ({
    label: `${which} mean ${measure.name}`,
    value: `${rounded(mean, 4)} at ${varying.map(({ name }) => namedValue(name, key[name] ?? null)).join(", ")}`,
  }));
};

const prefix = (names: readonly string[]) => (names.length === 0 ? "" : `${names.join(", ")}: `);
