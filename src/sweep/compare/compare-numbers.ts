import type { Row } from "../../rows/row.ts";
import { spreadOf } from "../../statistics/spread.ts";
import { type Group, groupRows } from "../summary.ts";

/** A table of a result, with what its columns are. */
export interface ResultTable {
  /** Columns that tell observations apart, but for the seed. */
  readonly keys: readonly string[];
  readonly measures: readonly string[];
  readonly rows: readonly Row[];
}

/** A mean of one result beside the same mean of another. */
export interface MeanDifference {
  /** Values of the key columns, those that both results have first. */
  readonly at: Row;
  readonly measure: string;
  readonly means: readonly [number, number];
  readonly counts: readonly [number, number];
  /** Second − first. */
  readonly difference: number;
  /**
   * Of the difference. Seeds that both have are compared seed by seed, since a seed's start is common to both: the mean and its
   * standard error are those of the differences over these seeds alone, where there are two or more. Else it is
   * √(s₁²/n₁ + s₂²/n₂). Null for fewer than two observations of either.
   */
  readonly standardError: number | null;
  readonly paired: boolean;
}

/**
 * A difference in standard errors; null where there is none to speak of: too few observations, or one that all seeds have alike,
 * as that of a step count has.
 */
export const standardErrorsOf = ({ difference, standardError }: MeanDifference): number | null =>
  standardError === null || standardError === 0 ? null : Math.abs(difference) / standardError;

/** What two results of a kind have in common, and how it differs. */
export interface NumberComparison {
  readonly compared: readonly MeanDifference[];
  /** Groups of observations that the other result doesn't have. */
  readonly only: readonly [number, number];
}

/**
 * Compares every mean over seeds that two tables share. Groups match when the key columns of both are equal; where one
 * table has a key more, as a sweep has over a figure, each of its groups is compared with the one of the other.
 */
export const compareNumbers = (first: ResultTable, second: ResultTable): NumberComparison => {
  const shared = first.keys.filter((key) => second.keys.includes(key));
  const measures = first.measures.filter((measure) => second.measures.includes(measure));
  const groups = [first, second].map(({ keys, rows }) => {
    const others = keys.filter((key) => !shared.includes(key));
    return groupRows(
      rows,
      [...shared, ...others].map((name) => ({ name })),
    );
  }) as [readonly Group[], readonly Group[]];
  const id = ({ key }: Group) => JSON.stringify(shared.map((name) => key[name]));
  const partners = new Map<string, Group[]>();
  for (const group of groups[1]) partners.set(id(group), [...(partners.get(id(group)) ?? []), group]);
  const known = new Set(groups[0].map(id));
  const compared = groups[0].flatMap((group) =>
    (partners.get(id(group)) ?? []).flatMap((partner) =>
      measures.flatMap((measure) => compareMeans(group, partner, measure) ?? []),
    ),
  );
  return {
    compared,
    only: [
      groups[0].filter((group) => !partners.has(id(group))).length,
      groups[1].filter((group) => !known.has(id(group))).length,
    ],
  };
};

const compareMeans = (first: Group, second: Group, measure: string): MeanDifference | null => {
  const [a, b] = [observations(first, measure), observations(second, measure)];
  if (a.length === 0 || b.length === 0) return null;
  const at = { ...first.key, ...second.key };
  const pairs = pairsOf(a, b);
  if (pairs !== null) {
    const differences = spreadOf(pairs.map(([before, after]) => after - before));
    return {
      at,
      measure,
      means: [0, 1].map((side) => spreadOf(pairs.map((pair) => pair[side]!)).mean!) as [number, number],
      counts: [pairs.length, pairs.length],
      paired: true,
      difference: differences.mean!,
      standardError: differences.standardError,
    };
  }
  const spreads = [a, b].map((list) => spreadOf(list.map(({ value }) => value)));
  const [x, y] = spreads.map(({ mean }) => mean!) as [number, number];
  const [ofFirst, ofSecond] = spreads.map(({ standardError }) => standardError);
  return {
    at,
    measure,
    means: [x, y],
    counts: [a.length, b.length],
    paired: false,
    difference: y - x,
    standardError: ofFirst == null || ofSecond == null ? null : Math.sqrt(ofFirst ** 2 + ofSecond ** 2),
  };
};

type Observation = { readonly seed: unknown; readonly value: number };

/** What both have of the same seeds; null where that is no comparison: fewer than two pairs beside others, or a seed twice. */
const pairsOf = (
  a: readonly Observation[],
  b: readonly Observation[],
): readonly (readonly [number, number])[] | null => {
  const partner = new Map(b.map(({ seed, value }) => [seed, value]));
  const once = new Set(a.map(({ seed }) => seed)).size === a.length && partner.size === b.length;
  if (!once) return null;
  const pairs = a.flatMap(({ seed, value }) => {
    const other = partner.get(seed);
    return other === undefined ? [] : [[value, other] as const];
  });
  const complete = pairs.length === a.length && pairs.length === b.length;
  return complete || pairs.length > 1 ? pairs : null;
};

const observations = ({ rows }: Group, measure: string): Observation[] =>
  rows.flatMap((row) => {
    const value = row[measure];
    return typeof value === "number" ? [{ seed: row.seed ?? null, value }] : [];
  });
