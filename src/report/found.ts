import { mean } from "simple-statistics";
import type { Row, Value } from "../rows/row.ts";

type Condition = Readonly<Record<string, Value>>;

/** The numbers of a column in the rows that have these values, compared as text; missing ones are left out. */
export const numbersOf = (rows: readonly Row[], condition: Condition, column: string): readonly number[] =>
  rows.flatMap((row) => {
    const value = row[column];
    const fits = Object.entries(condition).every(([key, wanted]) => String(row[key]) === String(wanted));
    return fits && typeof value === "number" ? [value] : [];
  });

/** Their mean; null for none. */
export const meanOf = (rows: readonly Row[], condition: Condition, column: string): number | null => {
  const numbers = numbersOf(rows, condition, column);
  return numbers.length === 0 ? null : mean([...numbers]);
};

/** The least and the greatest of a column's numbers; null for none. */
export const rangeOf = (
  rows: readonly Row[],
  condition: Condition,
  column: string,
): readonly [number, number] | null => {
  const numbers = numbersOf(rows, condition, column);
  if (numbers.length === 0) return null;
  return [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))];
};

/** A sentence of numbers that may be missing: none where one of them is. */
export const sentence = (
  values: readonly (number | null)[],
  text: (...values: readonly number[]) => string,
): readonly string[] => {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? [] : [text(...known)];
};
