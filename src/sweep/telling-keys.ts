import type { Rows } from "../rows/rows.ts";
import type { Column } from "../rows/table.ts";
import type { View } from "./view.ts";

/**
 * The key columns that tell rows apart: those that the sweep varies, and of the others the ones that aren't the same
 * in every row, nor follow from another that has no missing values, as an energy does from its estimator.
 */
export const tellingKeys = (rows: Rows, { keys, swept }: View): readonly Column[] => {
  const isSwept = ({ name }: Column) => swept.includes(name);
  let telling = keys.filter((key) => isSwept(key) || varies(rows, key));
  for (const key of [...telling].reverse()) {
    const others = telling.filter((other) => other !== key);
    if (!isSwept(key) && others.some((other) => determines(rows, other.name, key.name))) telling = others;
  }
  return telling;
};

export const varies = (rows: Rows, { name }: Column): boolean =>
  new Set(rows.map((row) => row[name])).size > 1;

const determines = (rows: Rows, from: string, to: string): boolean => {
  const images = new Map<unknown, unknown>();
  for (const row of rows) {
    const value = row[from] ?? null;
    if (value === null) return false;
    if (!images.has(value)) images.set(value, row[to]);
    else if (images.get(value) !== row[to]) return false;
  }
  return true;
};
