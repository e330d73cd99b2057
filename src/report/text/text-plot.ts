import { scaleLinear, scaleLog } from "d3-scale";
import type { Summary } from "../../rows/summary.ts";
import { textColumns } from "./text-columns.ts";

export type Plot = NonNullable<Summary["plot"]>;
type Point = readonly [number, number];

/** A mark for each series in turn, and one for places where several meet. */
const marks = ["o", "+", "x", "*", "#", "%", "v", "^"];
const several = "@";

const plotRows = 12;
const widestPlot = 60;

/** One axis: where a value lies, from 0 to 1, and its tick labels. */
interface PlotAxis {
  readonly place: (value: number) => number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/**
 * A plot in plain characters, for a terminal of `width` columns: a mark for each series, axes with ticks and
 * labels, and a legend. Points that a logarithmic axis has no place for are left out and counted below.
 */
export const textPlot = (plot: Plot, width: number): string => {
  const shown = plot.series.map(({ points }) => points.filter((point) => hasPlace(point, plot)));
  const leftOut = plot.series.reduce((sum, { points }, at) => sum + points.length - shown[at]!.length, 0);
  const points = shown.flat();
  if (points.length === 0) return `${plot.title}\n  (no points to show)\n`;
  const y = axis(
    points.map((point) => point[1]),
    plot.y.scale,
    4,
  );
  const margin = Math.max(...y.ticks.map(({ label }) => textColumns(label))) + 2;
  const columns = Math.max(10, Math.min(widestPlot, width - margin - 3));
  const x = axis(
    points.map((point) => point[0]),
    plot.x.scale,
    Math.max(2, Math.floor(columns / 14)),
  );
  const cells = plotCells(shown, x, y, columns);
  const meeting = cells.some((row) => row.includes(several));
  const below = [
    centred(plot.x.label, columns),
    ...legend(plot, meeting, columns),
    ...(leftOut > 0 ? [`(${leftOut} not shown: not positive, on a logarithmic axis)`] : []),
  ];
  const lines = [
    plot.title,
    `${" ".repeat(margin)}${plot.y.label}`,
    ...withUpAxis(cells, y, margin),
    ...acrossAxis(x, columns, margin),
    ...below.map((line) => `${" ".repeat(margin + 1)}${line}`),
  ];
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
};

const hasPlace = ([x, y]: Point, plot: Plot) =>
  Number.isFinite(x) &&
  Number.isFinite(y) &&
  (plot.x.scale === "linear" || x > 0) &&
  (plot.y.scale === "linear" || y > 0);

const axis = (values: readonly number[], type: "linear" | "log", count: number): PlotAxis => {
  let low = values.reduce((least, value) => Math.min(least, value));
  let high = values.reduce((greatest, value) => Math.max(greatest, value));
  if (low === high) {
    const margin = low === 0 ? 1 : Math.abs(low) / 10;
    [low, high] = type === "log" ? [low / 10, high * 10] : [low - margin, high + margin];
  }
  if (type === "linear") {
    const place = scaleLinear().domain([low, high]).nice(count).range([0, 1]);
    const format = place.tickFormat(count);
    return { place, ticks: place.ticks(count).map((value) => ({ value, label: format(value) })) };
  }
  const place = scaleLog().domain([low, high]).nice().range([0, 1]);
  const [first = 0, last = 0] = place.domain().map((value) => Math.round(Math.log10(value)));
  const stride = Math.ceil((last - first) / count);
  const exponents = Array.from(
    { length: Math.floor((last - first) / stride) + 1 },
    (_, index) => first + index * stride,
  );
  return {
    place,
    ticks: exponents.map((exponent) => ({ value: Number(`1e${exponent}`), label: powerText(exponent) })),
  };
};

const powerText = (exponent: number) =>
  Math.abs(exponent) <= 3 ? String(Number(`1e${exponent}`)) : `1e${exponent}`;

const rowOf = (y: PlotAxis, value: number) => Math.round((1 - y.place(value)) * (plotRows - 1));

const plotCells = (
  shown: readonly (readonly Point[])[],
  x: PlotAxis,
  y: PlotAxis,
  columns: number,
): string[][] => {
  const cells = Array.from({ length: plotRows }, () => new Array<string>(columns).fill(" "));
  shown.forEach((points, at) => {
    const mark = marks[at % marks.length]!;
    for (const [across, up] of points) {
      const row = cells[rowOf(y, up)]!;
      const column = Math.round(x.place(across) * (columns - 1));
      row[column] = row[column] === " " || row[column] === mark ? mark : several;
    }
  });
  return cells;
};

const withUpAxis = (cells: readonly (readonly string[])[], y: PlotAxis, margin: number): string[] => {
  const labels = new Map(y.ticks.map(({ value, label }) => [rowOf(y, value), label]));
  return cells.map((row, at) => {
    const label = labels.get(at);
    const side =
      label === undefined ? " ".repeat(margin) : `${" ".repeat(margin - 1 - textColumns(label))}${label} `;
    return `${side}${label === undefined ? "│" : "┤"}${row.join("")}`;
  });
};

/** The line of the axis and the labels below it; a label that would touch the one before it is left out. */
const acrossAxis = (x: PlotAxis, columns: number, margin: number): string[] => {
  const line = new Array<string>(columns).fill("─");
  let labels = "";
  for (const { value, label } of x.ticks) {
    const column = Math.round(x.place(value) * (columns - 1));
    const start = Math.max(0, margin + 1 + column - Math.floor(textColumns(label) / 2));
    if (labels !== "" && start <= textColumns(labels)) continue;
    line[column] = "┬";
    labels = labels.padEnd(start) + label;
  }
  return [`${" ".repeat(margin)}└${line.join("")}`, labels];
};

const centred = (text: string, columns: number) =>
  `${" ".repeat(Math.max(0, Math.floor((columns - textColumns(text)) / 2)))}${text}`;

/** The entries in as few lines as they fit into. */
const legend = ({ series }: Plot, meeting: boolean, columns: number): string[] => {
  const entries = series.map(({ name }, at) => `${marks[at % marks.length]} ${name}`);
  if (meeting) entries.push(`${several} several`);
  const lines: string[] = [];
  for (const entry of entries) {
    const longer = `${lines.at(-1)}   ${entry}`;
    if (lines.length > 0 && textColumns(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(entry);
  }
  return lines;
};
