import type { ChartSpecification } from "../../rows/chart.ts";
import { isRecord, mapRecords, type Node } from "../chart/specification.ts";
import {
  type ChartFiles,
  compileChart,
  drawChart,
  renderPng,
  type VegaSpecification,
} from "../drawing/render.ts";
import { narrowed } from "../page/narrowed.ts";
import { brokenLines } from "./broken-lines.ts";
import { withFonts } from "./embedded-fonts.ts";
import { pdfOf } from "./pdf.ts";

export type PaperFormat = "pdf" | "svg" | "png";

/** How a figure is to stand in a paper. */
export interface Paper {
  readonly format: PaperFormat;
  /** Width in millimetres; null for the figure's own. */
  readonly width: number | null;
  /** Whether title and settings stand above it; papers have them in the caption. */
  readonly title: boolean;
  /** Of a PNG. */
  readonly dotsAnInch: number;
}

const pointsAMillimetre = 72 / 25.4;
/** A label of 14 pixels is then one of 7 points, the least that journals take. */
const pointsAPixel = 0.5;

/** Draws a chart for a paper: as wide as its column, with text of 7 points, fonts within the file. */
export const paperFigure = async (
  chart: ChartSpecification,
  files: ChartFiles,
  { format, width, title, dotsAnInch }: Paper,
): Promise<Uint8Array | string> => {
  const room = width === null ? null : Math.floor((width * pointsAMillimetre) / pointsAPixel);
  const svg = await fitted(chart, files, room, title);
  const [across, up] = sizeOf(svg);
  // In points. A figure that is narrower than its column is not blown up.
  const scale = room === null || across <= room ? pointsAPixel : (room * pointsAPixel) / across;
  if (format === "png") {
    const pixels = Math.round(((across * scale) / 72) * dotsAnInch);
    return renderPng(svg, { width: pixels, dotsAnInch });
  }
  const sized = svg.replace(
    /^<svg ([^>]*?)width="[^"]*" height="[^"]*"/,
    `<svg $1width="${across * scale}pt" height="${up * scale}pt"`,
  );
  return format === "svg" ? withFonts(sized) : pdfOf(sized, [across * scale, up * scale]);
};

/** The chart as SVG; laid out anew where it is wider than there is room, in pixels. */
const fitted = async (
  chart: ChartSpecification,
  files: ChartFiles,
  room: number | null,
  title: boolean,
): Promise<string> => {
  const compiled = compileChart(chart);
  const vega = title ? compiled.vega : withoutTitle(compiled.vega);
  const svg = await drawChart({ ...compiled, vega }, files);
  if (room === null || sizeOf(svg)[0] <= room) return svg;
  return drawChart({ ...compiled, vega: inColumn(narrowed(vega, room), room) }, files);
};

const withoutTitle = ({ title: _, ...vega }: VegaSpecification): VegaSpecification => vega;

/** Legends in one column, and lines of text that end with the room. */
const inColumn = (vega: Node, room: number): Node => {
  const config = isRecord(vega.config) ? vega.config : {};
  const legend = isRecord(config.legend) ? config.legend : {};
  const inside = mapRecords(vega, (part) =>
    part === vega || !isRecord(part.title) || part.orient !== undefined
      ? part
      : { ...part, title: brokenTitle(part.title, room - 70, 15) },
  ) as Node;
  return {
    ...inside,
    config: { ...config, legend: { ...legend, columns: 1, titleLimit: room, labelLimit: room - 60 } },
    ...(isRecord(vega.title) && { title: brokenTitle(vega.title, room, 19) }),
  };
};

const brokenTitle = (title: Node, room: number, fontSize: number): Node => ({
  ...title,
  text: brokenLines(title.text, room, typeof title.fontSize === "number" ? title.fontSize : fontSize, "bold"),
  ...(title.subtitle !== undefined && { subtitle: brokenLines(title.subtitle, room, 14, "normal") }),
});

/** Width and height of a drawn chart, in pixels. */
const sizeOf = (svg: string): readonly [number, number] => {
  const [, across, up] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  if (across === undefined || up === undefined) throw new Error("the drawn chart has no viewBox");
  return [Number(across), Number(up)];
};
