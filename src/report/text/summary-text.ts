import type { Summary } from "../../rows/summary.ts";
import { textColumns } from "./text-columns.ts";
import { textPlot } from "./text-plot.ts";
import { textTable } from "./text-table.ts";

/** A grid of hundreds of curves has a finding for each. */
const mostShown = 40;

/** The closing lines of a figure in the terminal: its table, its findings, their values aligned, and the small plot. */
export const summaryText = ({ findings, table, plot }: Summary, width: number): string => {
  const shown = findings.length <= mostShown ? findings : findings.slice(0, mostShown - 1);
  const left = findings.length - shown.length;
  const widest = shown.reduce((most, { label }) => Math.max(most, textColumns(label)), 0);
  const lines = shown.map(({ label, value }) => {
    const padded = `  ${label}${" ".repeat(widest - textColumns(label))}  ${value}`;
    return textColumns(padded) <= width ? padded : `  ${label}\n      ${value}`;
  });
  if (left > 0) lines.push(`  … and ${left} more; --json has all of them`);
  const parts = [
    table === undefined ? "" : textTable(table, width),
    lines.join("\n"),
    plot === undefined ? "" : textPlot(plot, width).trimEnd(),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
};
