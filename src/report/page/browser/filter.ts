import type { TextCells } from "./csv.ts";

type Test = (row: readonly string[]) => boolean;

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/**
 * The rows that meet all words of a query: `column=value`, `column<0.1` (also <=, >, >=) for a column by its name, any
 * other word anywhere in the row.
 */
export const filterRows = ({ columns, rows }: TextCells, query: string): readonly (readonly string[])[] => {
  const tests = query
    .split(/\s+/)
    .filter((word) => word !== "")
    .map((word) => testOf(word, columns));
  return tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row)));
};

const testOf = (word: string, columns: readonly string[]): Test => {
  const [, column = "", sign = "", value = ""] = /^([^<>=]+)(<=|>=|=|<|>)(.*)$/.exec(word) ?? [];
  const at = columns.indexOf(column);
  if (at >= 0 && sign === "=") return (row) => row[at] === value;
  const compare = comparisons[sign];
  if (at >= 0 && compare !== undefined && value !== "") {
    const limit = Number(value);
    return (row) => row[at] !== "" && compare(Number(row[at]), limit);
  }
  const lower = word.toLowerCase();
  return (row) => row.some((cell) => cell.toLowerCase().includes(lower));
};

/** Rows by a column: numbers by their size, other texts in their order, missing ones last; equal ones stay as they were. */
export const sortRows = (
  rows: readonly (readonly string[])[],
  at: number,
  direction: "ascending" | "descending",
): readonly (readonly string[])[] => {
  const sign = direction === "ascending" ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a[at] ?? "", b[at] ?? ""];
    if (x === "" || y === "") return Number(x === "") - Number(y === "");
    const [p, q] = [Number(x), Number(y)];
    if (!Number.isNaN(p) && !Number.isNaN(q)) return sign * (p - q);
    return x === y ? 0 : sign * (x < y ? -1 : 1);
  });
};
