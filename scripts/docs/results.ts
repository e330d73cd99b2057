import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCsv } from "../../src/report/result/csv.ts";
import type { Row } from "../../src/rows/row.ts";

/** Rows of the CSV files of one folder of results; each file is read once. */
export interface Results {
  /** `table("fig3a", "log")` is `fig3a/fig3a-log.csv`. */
  readonly table: (name: string, ending?: string) => readonly Row[];
}

export const resultsIn = (folder: string): Results => {
  const read = new Map<string, readonly Row[]>();
  return {
    table: (name, ending) => {
      const stem = name.slice(name.lastIndexOf("/") + 1);
      const file = join(folder, name, `${stem}${ending === undefined ? "" : `-${ending}`}.csv`);
      const known = read.get(file) ?? parseCsv(readFileSync(file, "utf8"), file).rows;
      read.set(file, known);
      return known;
    },
  };
};

type Condition = Readonly<Record<string, string | number | null>>;

/** The numbers of a column in the rows that fit. */
export const numbersAt = (rows: readonly Row[], condition: Condition, column: string): number[] =>
  rows.flatMap((row) => {
    const value = row[column];
    const fits = Object.entries(condition).every(([name, wanted]) => row[name] === wanted);
    return fits && typeof value === "number" ? [value] : [];
  });

/** Rows that fit. */
export const rowsAt = (rows: readonly Row[], condition: Condition): readonly Row[] =>
  rows.filter((row) => Object.entries(condition).every(([name, wanted]) => row[name] === wanted));

export const percent = (fraction: number, digits: number): string =>
  `${(100 * fraction).toPrecision(digits)} %`;

/** `73.80 %`: an accuracy in hundredths of a per cent. */
export const accuracyText = (fraction: number): string => `${(100 * fraction).toFixed(2)} %`;

/** A cosine with its digits; of one next to 1, seven of them. */
export const cosineText = (cosine: number): string =>
  cosine > 0.99999 ? cosine.toFixed(7) : cosine.toFixed(cosine > 0.996 ? 5 : 4);

/** Two significant digits: `6.0e-5`, `0.60`. */
export const short = (value: number, digits = 2): string =>
  Math.abs(value) < 1e-3 ? value.toExponential(digits - 1) : value.toPrecision(digits);

export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ",");
