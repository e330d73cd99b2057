import type { Summary } from "../../rows/summary.ts";
import { textColumns } from "./text-columns.ts";
import { textPlot } from "./text-plot.ts";
import { textTable } from "./text-table.ts";

/** The closing lines of a figure in the terminal: its table, its findings, their values aligned, and the small plot. */
export const summaryText = ({ findings, table, plot }: Summary, width: number): string => {
  const widest = Math.max(0, ...findings.map(({ label }) => textColumns(label)));
  const lines = findings.map(({ label, value }) => {
    const padded = `  ${label}${" ".repeat(widest - textColumns(label))}  ${value}`;
    return textColumns(padded) <= width ? padded : `  ${label}\n      ${value}`;
  });
  const parts = [
    table === undefined ? "" : textTable(table, width),
    lines.join("\n"),
    plot === undefined ? "" : textPlot(plot, width).trimEnd(),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
};
