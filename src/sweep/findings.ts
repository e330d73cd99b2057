import { endedText } from "../report/ended.ts";
import type { Rows } from "../rows/rows.ts";
import type { Summary } from "../rows/summary.ts";
import { fewestDecades, type OrderOverSeeds, type Window } from "../statistics/order-over-seeds.ts";
import { lambdaOrders, seriesOverLambda } from "./lambda-orders.ts";
import { aggregate, countEnds, groupRows } from "./summary.ts";
import { tellingKeys, varies } from "./telling-keys.ts";
import type { View } from "./view.ts";
import { countText, namedValue, plainName, rounded, shortValue } from "./wording.ts";

type Finding = Summary["findings"][number];

/**
 * What a sweep shows in numbers: the order in λ, kinks, and where the measure is least and greatest. `rows` are those
 * that the chart draws.
 */
export const sweepFindings = (rows: Rows, view: View, window: Window): Finding[] => [
  ...orderFindings(rows, view, window),
  ...kinkFindings(rows, view, window),
  ...endFindings(rows, view),
  ...extremes(rows, view),
];

const orderFindings = (rows: Rows, view: View, window: Window): Finding[] =>
  lambdaOrders(rows, view, window).map(({ name, error, order }) => ({
    label: `${name}order in λ`,
    value: orderText(error, order, window),
  }));

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

const kinkFindings = (rows: Rows, view: View, window: Window): Finding[] => {
  if (!view.hasOutcome || countEnds(rows, "kink") === 0) return [];
  const groups = seriesOverLambda(rows, view);
  const whole = groups.length > 0 ? groups : [{ name: "", points: [{ key: {}, rows: [...rows] }] }];
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
const endFindings = (rows: Rows, view: View): Finding[] => {
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
const placesOf = (some: Rows, all: Rows, { keys }: View): readonly string[] =>
  keys.flatMap(({ name }) => {
    const distinct = (rows: Rows) => [...new Set(rows.map((row) => row[name] ?? null))];
    const [here, everywhere] = [distinct(some), distinct(all)];
    return here.length === everywhere.length ? [] : [`${plainName(name)} ${here.map(shortValue).join(", ")}`];
  });

const extremes = (rows: Rows, view: View): Finding[] => {
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
