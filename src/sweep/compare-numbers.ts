import { mean, sampleStandardDeviation, sampleVariance } from "simple-statistics";
import type { Row } from "../rows/row.ts";
import { type Group, groupRows } from "./summary.ts";

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
   * Of the difference. Where both have the same seeds it is that of the mean of the differences seed by seed, since a
   * seed's start is common to both; else √(s₁²/n₁ + s₂²/n₂). Null for fewer than two observations of either.
   */
  readonly standardError: number | null;
  readonly paired: boolean;
}

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
  const [x, y] = [a, b].map((list) => list.map(({ value }) => value)) as [number[], number[]];
  const partner = new Map(b.map(({ seed, value }) => [seed, value]));
  const seeds = new Set(a.map(({ seed }) => seed));
  const once = seeds.size === a.length && partner.size === b.length;
  const paired = once && a.length === b.length && a.every(({ seed }) => partner.has(seed));
  const means = [mean(x), mean(y)] as const;
  const shared = {
    at: { ...first.key, ...second.key },
    measure,
    means,
    counts: [x.length, y.length] as const,
    paired,
  };
  if (paired) {
    const differences = a.map(({ seed, value }) => partner.get(seed)! - value);
    return {
      ...shared,
      difference: mean(differences),
      standardError: x.length < 2 ? null : sampleStandardDeviation(differences) / Math.sqrt(x.length),
    };
  }
  const enough = x.length > 1 && y.length > 1;
  return {
    ...shared,
    difference: means[1] - means[0],
    standardError: enough ? Math.sqrt(sampleVariance(x) / x.length + sampleVariance(y) / y.length) : null,
  };
};

const observations = (
  { rows }: Group,
  measure: string,
): { readonly seed: unknown; readonly value: number }[] =>
  rows.flatMap((row) => {
    const value = row[measure];
    return typeof value === "number" ? [{ seed: row.seed ?? null, value }] : [];
  });
