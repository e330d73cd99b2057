import { mean } from "simple-statistics";
import type { Value } from "../rows/row.ts";
import type { Rows } from "../rows/rows.ts";

type Condition = Readonly<Record<string, Value>>;

/** The numbers of a column in the rows that have these values, compared as text; missing ones are left out. */
export const numbersOf = (rows: Rows, condition: Condition, column: string): readonly number[] => {
  const wanted = Object.entries(condition).map(([key, value]) => [key, String(value)] as const);
  const numbers: number[] = [];
  rows.forEach((row) => {
    const value = row[column];
    if (typeof value === "number" && wanted.every(([key, text]) => String(row[key]) === text))
      numbers.push(value);
  });
  return numbers;
};

/** Their mean; null for none. */
export const meanOf = (rows: Rows, condition: Condition, column: string): number | null => {
  const numbers = numbersOf(rows, condition, column);
  return numbers.length === 0 ? null : mean([...numbers]);
};

/** The least and the greatest of a column's numbers; null for none. */
export const rangeOf = (
  rows: Rows,
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
