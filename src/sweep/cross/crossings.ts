import type { Row } from "../../rows/row.ts";
import type { Rows } from "../../rows/rows.ts";
import type { Column, Table } from "../../rows/table.ts";
import { type Crossing, type CurvePoint, crossingsOf, type Scale } from "../../statistics/crossing.ts";
import { logarithm } from "../../statistics/logarithm.ts";
import { meanBy } from "../../statistics/mean-by.ts";
import { spreadOf } from "../../statistics/spread.ts";
import { gridScale } from "../chart/scale.ts";
import { groupRows } from "../summary.ts";
import { varies } from "../telling-keys.ts";
import type { View } from "../view.ts";

/** A measure, and the level at which one asks where it is crossed: `--cross cosine=0.9999`. */
export interface Level {
  readonly measure: string;
  readonly value: number;
}

/** What became of a level along one curve. */
export interface CurveCrossings {
  /** What tells the curve from the others. */
  readonly key: Row;
  /** The column along which it lies. */
  readonly along: string;
  /** Of the mean over the seeds, in ascending order; none if it never crosses. */
  readonly places: readonly Place[];
  /** Where the mean stays when it never crosses, and its nearest point. */
  readonly side: "above" | "below";
  readonly nearest: CurvePoint;
  readonly seeds: number;
}

interface Place extends Crossing {
  /** Sample standard deviation of the seeds' own crossings; null for fewer than two of them. */
  readonly sd: number | null;
  /** Seeds whose own curve crosses in that direction. */
  readonly crossing: number;
}

/** Numbers that follow a process are the last to lie across. */
const steplike = ["step", "batch", "epoch"];

/** The number that varies: λ, else what is swept, else another, else the steps; null where nothing does. */
const alongOf = (rows: Rows, { keys, swept }: View): string | null => {
  const numbers = keys.filter(
    (key) =>
      varies(rows, key) && rows.every((row) => row[key.name] === null || typeof row[key.name] === "number"),
  );
  const rank = ({ name }: Column): number =>
    name === "lambda" ? 0 : swept.includes(name) ? 1 : steplike.includes(name) ? 3 : 2;
  return numbers.sort((a, b) => rank(a) - rank(b))[0]?.name ?? null;
};

/** Cosines by what is missing to 1, errors by their logarithm, others as they are. */
const upOf = (measure: string): Scale =>
  measure.startsWith("cosine") ? "from-one" : /distance|error|residual/.test(measure) ? "log" : "linear";

/**
 * Where the mean over the seeds crosses the level along each curve, with the seeds' own crossings, each seed's nearest to the mean's and
 * in its direction, for the uncertainty. The grid's interval is the other part of it.
 */
export const crossingsIn = (rows: Rows, view: View, { value }: Level): readonly CurveCrossings[] => {
  const column = view.measure.name;
  const along = alongOf(rows, view);
  if (along === null) return [];
  const others = view.keys.filter((key) => key.name !== along && varies(rows, key));
  const measured = rows.filter((row) => typeof row[along] === "number" && typeof row[column] === "number");
  return groupRows(measured, others).map((group) => {
    const curve = curveOf(group.rows, along, column);
    const scales = { x: gridScale(curve.map(({ x }) => x)), y: upOf(column) };
    const own = groupRows(group.rows, [{ name: "seed" }]).map((seed) =>
      crossingsOf(curveOf(seed.rows, along, column), value, scales),
    );
    const places = crossingsOf(curve, value, scales).map((crossing): Place => {
      const nearest = own.flatMap((each) => nearestTo(crossing, each) ?? []);
      return { ...crossing, sd: spreadOf(nearest).sd, crossing: nearest.length };
    });
    const nearest = curve.reduce((a, b) => (Math.abs(b.y - value) < Math.abs(a.y - value) ? b : a));
    return {
      key: group.key,
      along,
      places,
      side: nearest.y < value ? "below" : "above",
      nearest,
      seeds: own.length,
    };
  });
};

const curveOf = (rows: Rows, along: string, column: string): CurvePoint[] =>
  meanBy(rows, along, column).map(([x, y]) => ({ x, y }));

const nearestTo = ({ at, direction }: Crossing, own: readonly Crossing[]): number | null => {
  const same = own.filter((each) => each.direction === direction);
  if (same.length === 0) return null;
  const far = (each: Crossing): number =>
    at > 0 && each.at > 0 ? Math.abs(logarithm(each.at / at)) : Math.abs(each.at - at);
  return same.reduce((a, b) => (far(b) < far(a) ? b : a)).at;
};

const note = (name: string, meaning: string): Column => ({
  name,
  unit: "dimensionless",
  meaning,
  role: "note",
});

/** A table of its own: a row for each crossing, and one for each curve that never crosses. */
export const crossingsTable = (view: View, level: Level): Table => ({
  name: "crossings",
  columns: [
    ...view.keys.map((key) => ({ ...key, meaning: `${key.meaning}; empty where it is what lies across` })),
    { name: "measure", unit: "dimensionless", meaning: "the measure that is followed", role: "key" },
    { name: "level", unit: view.measure.unit, meaning: "the level that it is to cross", role: "key" },
    { name: "along", unit: "dimensionless", meaning: "the column along which it is followed", role: "key" },
    {
      name: "at",
      unit: "dimensionless",
      meaning: "where the mean over the seeds crosses, by interpolation; empty if never",
    },
    note("at_sd", "sample standard deviation of the seeds' own crossings"),
    note("from", "the measured point before the crossing"),
    note("to", "the measured point after it"),
    note(
      "direction",
      "rises or falls, as what lies across grows; never above or never below where the mean stays on one side",
    ),
    note("seeds", "seeds that were measured"),
    note("seeds_crossing", "seeds whose own curve crosses in that direction"),
    note("nearest", "where nothing crosses: the mean that is nearest to the level"),
    note("nearest_at", "where that is"),
  ],
  derive: function* (rows) {
    for (const { key, along, places, side, nearest, seeds } of crossingsIn(
      rows[view.table.name]!,
      view,
      level,
    )) {
      const all = Object.fromEntries(view.keys.map(({ name }) => [name, key[name] ?? null]));
      const shared = { ...all, measure: view.measure.name, level: level.value, along, seeds };
      for (const { at, sd, from, to, direction, crossing } of places)
        yield {
          ...shared,
          at,
          at_sd: sd,
          from,
          to,
          direction,
          seeds_crossing: crossing,
          nearest: null,
          nearest_at: null,
        };
      if (places.length > 0) continue;
      const direction = side === "above" ? "never below" : "never above";
      const none = { at: null, at_sd: null, from: null, to: null, seeds_crossing: 0 };
      yield { ...shared, ...none, direction, nearest: nearest.y, nearest_at: nearest.x };
    }
  },
});
