import type { Row } from "../rows/row.ts";
import type { Summary } from "../rows/summary.ts";
import { fewestDecades, fitOrder, type Window } from "./order.ts";
import { aggregate, countKinks, type Group, groupRows } from "./summary.ts";
import { tellingKeys, varies } from "./telling-keys.ts";
import type { View } from "./view.ts";
import { namedValue, rounded } from "./wording.ts";

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
    value: orderText(
      error,
      points.flatMap(({ key, rows: same }) => {
        const { mean } = aggregate(same, error);
        return mean === null ? [] : [[Number(key.lambda), mean] as const];
      }),
      window,
    ),
  }));
};

const orderText = (
  error: string,
  errorsByLambda: readonly (readonly [number, number])[],
  window: Window,
): string => {
  const fit = fitOrder(errorsByLambda, window);
  const asked = window.from > 0 ? `λ from ${window.from} to ${window.to}` : `λ ≤ ${window.to}`;
  if (fit === null)
    return `not fitted, for want of three points with ${asked}; add for example 1e-4..1e-2 to the grid`;
  const { order, standardError, from, to, points, decades } = fit;
  const short =
    decades < fewestDecades - 1e-9
      ? `, only ${rounded(decades, 2)} of the ${fewestDecades} decades that it takes`
      : "";
  return `${order.toFixed(3)} ± ${rounded(standardError, 2)} (${error}, λ from ${from} to ${to}, ${points} points${short})`;
};

const kinkFindings = (rows: readonly Row[], view: View, window: Window): Finding[] => {
  if (!view.hasOutcome || countKinks(rows) === 0) return [];
  const groups = seriesOverLambda(rows, view);
  const whole = groups.length > 0 ? groups : [{ name: "", points: [{ key: {}, rows }] }];
  return whole.map(({ name, points }) => {
    const all = points.flatMap((point) => point.rows);
    const inside = points
      .filter(({ key }) => Number(key.lambda) >= window.from && Number(key.lambda) <= window.to)
      .flatMap((point) => point.rows);
    const within =
      inside.length > 0 ? `; ${countKinks(inside)} of ${inside.length} in the window of the fit` : "";
    return { label: `${name}samples on a kink`, value: `${countKinks(all)} of ${all.length}${within}` };
  });
};

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
