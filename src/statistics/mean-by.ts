import { mean } from "simple-statistics";
import type { Rows } from "../rows/rows.ts";

/** Mean of column `y` for each value of the numeric column `x`, in ascending order of x; missing values are left out. */
export const meanBy = (rows: Rows, x: string, y: string): (readonly [number, number])[] => {
  const groups = new Map<number, number[]>();
  rows.forEach((row) => {
    const at = row[x];
    const value = row[y];
    if (typeof at !== "number" || typeof value !== "number") return;
    const group = groups.get(at);
    if (group === undefined) groups.set(at, [value]);
    else group.push(value);
  });
  return [...groups].sort(([a], [b]) => a - b).map(([at, values]) => [at, mean(values)] as const);
};
