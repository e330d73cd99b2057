import type { TextTable } from "../../rows/summary.ts";
import { textColumns } from "./text-columns.ts";

/** More rows than this nobody reads in a terminal. */
const mostRows = 40;

/**
 * A table in aligned columns for a terminal of `width` columns. Where it is too wide its last columns are left out, and
 * of a long one its middle rows; the line below says so, and where they are.
 */
export const textTable = (
  { columns, rows, needed = 1 }: TextTable,
  width: number,
  elsewhere = "in the CSV",
): string => {
  const widths = columns.map((name, at) =>
    rows.reduce((most, row) => Math.max(most, textColumns(row[at] ?? "")), textColumns(name)),
  );
  const ends = widths.map((_, at) => widths.slice(0, at + 1).reduce((sum, each) => sum + each + 2, 0));
  const fitting = Math.max(needed, ends.filter((end) => end <= width).length);
  const line = (row: readonly string[]) =>
    row
      .slice(0, fitting)
      .map((text, at) => `  ${text}${" ".repeat(widths[at]! - textColumns(text))}`)
      .join("")
      .trimEnd();
  const half = mostRows / 2;
  const shown = rows.length <= mostRows ? rows : [...rows.slice(0, half), ...rows.slice(-half)];
  const lines = shown.map(line);
  if (shown.length < rows.length) lines.splice(half, 0, "  …");
  const omitted = [
    ...(shown.length < rows.length ? [`${rows.length - shown.length} rows`] : []),
    ...columns.slice(fitting),
  ];
  const note = omitted.length === 0 ? [] : [`  (not shown, but ${elsewhere}: ${omitted.join(", ")})`];
  return [line(columns), ...lines, ...note].join("\n");
};
