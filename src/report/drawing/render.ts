import { Resvg } from "@resvg/resvg-js";
import * as vega from "vega";
import { compile, resetIdCounter, type TopLevelSpec } from "vega-lite";
import type { ChartSpecification } from "../../rows/chart.ts";
import { fontOptions, fontProblem } from "./fonts.ts";
import { withDensity } from "./png-density.ts";
import { textWidth } from "./text-width.ts";

/** What Vega exports and its types leave out. */
const { resetSVGDefIds, textMetrics } = vega as unknown as {
  readonly resetSVGDefIds: () => void;
  readonly textMetrics: { width: (item: TextItem, text: unknown) => number };
};
interface TextItem {
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
  readonly limit?: number;
}

/** A chart as Vega draws it. */
export type VegaSpecification = Readonly<Record<string, unknown>>;

/** A chart that Vega-Lite has compiled, to be drawn from any rows of its columns. */
export interface CompiledChart {
  readonly vega: VegaSpecification;
  /** What those hear who can't see it. */
  readonly title: string;
  readonly description: string;
}

/** The files that a chart may refer to by `data: { url }`: their texts by their names. */
export type ChartFiles = Readonly<Record<string, string>>;

/**
 * Compiles a Vega-Lite specification. Throws an Error for every warning of Vega-Lite, and for a chart without title or description.
 */
export const compileChart = (specification: ChartSpecification): CompiledChart => {
  const complaints: string[] = [];
  resetIdCounter();
  const { spec } = compile(specification as unknown as TopLevelSpec, {
    logger: collectingLogger(complaints),
  });
  refuseAny(complaints);
  return { vega: spec as unknown as VegaSpecification, ...alternativeText(specification) };
};

/**
 * Draws a compiled chart as SVG, from the very texts that its `data: { url }` names; nothing else is read. The SVG carries the
 * chart's title and description.
 *
 * Throws an Error for every warning of Vega, since a chart with a warning can be wrong without looking so (a zero flattens a
 * logarithmic axis).
 */
export const drawChart = async (
  { vega: drawn, title, description }: CompiledChart,
  files: ChartFiles,
): Promise<string> => {
  const complaints: string[] = [];
  const logger = collectingLogger(complaints);
  resetSVGDefIds();
  textMetrics.width = widthOf;
  const compiled = drawn as unknown as vega.Spec;
  const loader = {
    load: (uri: string) => readNamed(files, uri),
    sanitize: refuse,
    http: refuse,
    file: refuse,
  };
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logger, loader });
  try {
    const svg = await view.toSVG();
    refuseAny(complaints.filter((complaint) => !isAboutNothing(complaint, compiled, view)));
    return withAlternativeText(svg, title, description);
  } finally {
    view.finalize();
  }
};

/** Dots an inch of a picture that is shown at its own size: a pixel of an SVG is 1/96 inch. */
const pixelsAnInch = 96;

/**
 * Draws SVG as PNG on white, with the fonts that we ship: twice its size, or as many pixels wide as is asked, and says
 * in the file how many dots an inch has. Throws an Error when the fonts are missing.
 */
export const renderPng = (
  svg: string,
  { width, dotsAnInch = 2 * pixelsAnInch }: { readonly width?: number; readonly dotsAnInch?: number } = {},
): Uint8Array => {
  const problem = fontProblem();
  if (problem !== null) throw new Error(`the chart's text would be blank: ${problem}`);
  const picture = new Resvg(svg, {
    font: fontOptions(),
    fitTo: width === undefined ? { mode: "zoom", value: 2 } : { mode: "width", value: width },
    background: "white",
  });
  return withDensity(picture.render().asPng(), dotsAnInch);
};

const widthOf = ({ fontSize = 11, fontWeight = "normal", limit }: TextItem, text: unknown): number => {
  const heavy = fontWeight === "bold" || Number(fontWeight) >= 600;
  const width = textWidth(String(text ?? "").trim(), fontSize, heavy ? "bold" : "normal");
  return limit !== undefined && limit > 0 ? Math.min(width, limit) : width;
};

/**
 * Whether a complaint about an axis without extent only says that there are no rows, as when all cells of a
 * series failed; the panel is then rightly empty. A value that is present and no number is a mistake.
 */
const isAboutNothing = (complaint: string, compiled: vega.Spec, view: vega.View): boolean => {
  const field = /^Infinite extent for field "(.*)":/.exec(complaint)?.[1];
  if (field === undefined) return false;
  const values = (compiled.data ?? []).flatMap(({ name }) => view.data(name).map((row) => row[field]));
  return values.every((value) => value === undefined || value === null || Number.isFinite(value));
};

const readNamed = async (files: ChartFiles, uri: string): Promise<string> => {
  const text = Object.hasOwn(files, uri) ? files[uri] : undefined;
  if (text === undefined) throw new Error(`the chart refers to ${uri}, which is not among its files`);
  return text;
};

const refuse = () => Promise.reject(new Error("a chart reads its own files alone"));

const collectingLogger = (complaints: string[]): vega.LoggerInterface => {
  const collect = (...messages: readonly unknown[]) => {
    complaints.push(
      messages.map((message) => (message instanceof Error ? message.message : String(message))).join(" "),
    );
    return logger;
  };
  const ignore = () => logger;
  const logger = {
    level: (value?: number) => (value === undefined ? vega.Warn : logger),
    error: collect,
    warn: collect,
    info: ignore,
    debug: ignore,
  } as vega.LoggerInterface;
  return logger;
};

const refuseAny = (complaints: readonly string[]): void => {
  if (complaints.length > 0) throw new Error(`the chart is not drawn: ${complaints.join("; ")}`);
};

const alternativeText = ({ title, description }: ChartSpecification) => {
  const name = typeof title === "object" && title !== null && "text" in title ? title.text : title;
  if (typeof name !== "string" || name === "") throw new Error("a chart needs a title");
  if (typeof description !== "string" || description === "") throw new Error("a chart needs a description");
  return { title: name, description };
};

/** `role="img"` with title and description, which screen readers speak in place of the marks. */
const withAlternativeText = (svg: string, title: string, description: string): string => {
  const opened = svg.replace(
    /^<svg [^>]*>/,
    (tag) =>
      `${tag.slice(0, -1)} role="img" aria-label="${escapeXml(title)}">` +
      `<title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc>`,
  );
  if (opened === svg) throw new Error("the drawn chart does not begin with an svg element");
  return opened;
};

const escapeXml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
