import { Error as errorsAlone, parse, type Spec, View } from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { isRecord, type Node as Specification } from "../../chart/specification.ts";
import type { PageChart } from "../interactive.ts";
import { narrowed } from "../narrowed.ts";
import { darkened } from "./colours.ts";
import { readRows, type TextCells } from "./csv.ts";
import { showTooltip } from "./tooltip.ts";

/** More rows than these make more marks than an SVG bears. */
const mostVectors = 4000;

export interface Drawing {
  readonly chart: PageChart;
  /** What is shown in place of `chart.vega`: with other scales. */
  readonly vega: Specification;
  readonly description: string;
  readonly tables: Readonly<Record<string, TextCells>>;
  readonly hidden: readonly string[];
  readonly dark: boolean;
}

/** Draws a chart into `place`, no wider than it is where that can be helped. */
export const draw = async (drawing: Drawing, place: HTMLElement): Promise<View> => {
  const room = place.clientWidth;
  const view = await show(drawing, drawing.vega, place);
  if (room === 0 || place.scrollWidth <= room + 1) return view;
  view.finalize();
  return show(drawing, narrowed(drawing.vega, room), place);
};

const show = async (
  { dark, tables, hidden, description }: Drawing,
  vega: Specification,
  place: HTMLElement,
): Promise<View> => {
  const filled = withRows(dark ? darkened(vega) : vega, tables);
  const rows = Object.values(tables).reduce((sum, table) => sum + table.rows.length, 0);
  const view = new View(parse({ ...filled, description } as unknown as Spec, undefined, { ast: true }), {
    // Vega's expressions are interpreted: the page's policy allows no code made of text.
    expr: expressionInterpreter,
    renderer: rows > mostVectors ? "canvas" : "svg",
    container: place,
    hover: true,
    tooltip: showTooltip,
    // Charts are drawn without a warning before they get here; a series whose rows are hidden or failed has no extent.
    logLevel: errorsAlone,
  } as ConstructorParameters<typeof View>[1]);
  view.signal("hidden", hidden);
  return view.runAsync();
};

/** Puts the rows where the specification names a file. Vega would read it with code made of text. */
const withRows = (vega: Specification, tables: Drawing["tables"]): Specification => ({
  ...vega,
  data: (vega.data as readonly Specification[]).map((source) => {
    const { url, format, ...rest } = source;
    const table = typeof url === "string" ? tables[url] : undefined;
    if (table === undefined) return source;
    const types = isRecord(format) && isRecord(format.parse) ? format.parse : {};
    return { ...rest, values: readRows(table, types as Readonly<Record<string, string>>) };
  }),
});
