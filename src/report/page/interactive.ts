import { compile, type TopLevelSpec } from "vega-lite";
import type { ChartSpecification } from "../../rows/chart.ts";
import { labelsOf } from "../chart/channels.ts";
import { isRecord, mapRecords, type Node, visitRecords } from "../chart/specification.ts";

/** A chart as the page draws it: a Vega specification and what can be done with it. */
export interface PageChart {
  /** Vega, without title and without the legends that the page writes itself. */
  readonly vega: Node;
  readonly legends: readonly Legend[];
  /** The places that can be zoomed, by the names of their scales. */
  readonly panels: readonly Panel[];
}

export interface Legend {
  /** The column that tells its members apart. */
  readonly field: string;
  readonly title: string;
  readonly members: readonly { readonly name: string; readonly label: string; readonly colour: string }[];
}

export interface Panel {
  /** The name of its group of marks; null for a chart of one panel. */
  readonly group: string | null;
  readonly x: string | null;
  readonly y: string | null;
}

/**
 * Compiles a chart for the page. Members of a series can be hidden by the signal `hidden` (a list of `field=name`), and
 * each continuous scale be zoomed by a signal `zoom_<scale>` (its domain, or null).
 */
export const pageChart = (chart: ChartSpecification): PageChart => {
  const legends = legendsOf(chart);
  const { title: _, description: __, ...body } = mapRecords(chart, touchable) as Node;
  const plain = {
    ...body,
    background: "transparent",
    padding: 4,
    config: { ...(isRecord(chart.config) ? chart.config : {}), background: "transparent", padding: 4 },
  };
  const compiled = compile(plain as unknown as TopLevelSpec, { logger: silent }).spec as unknown as Node;
  const hiding = mapRecords(compiled, (mark) => silentMark(clippable(hideable(mark, legends)))) as Node;
  return { ...zoomable(hiding), legends };
};

/** What Vega-Lite remarks on is an error where the chart is first drawn, in `render.ts`. */
const silent = {
  level: () => silent,
  error: () => silent,
  warn: () => silent,
  info: () => silent,
  debug: () => silent,
};

/** Lines get points to hover over, and the page writes the legends. */
const touchable = (part: Node): Node => {
  const mark = typeof part.mark === "string" ? { type: part.mark } : part.mark;
  if (!isRecord(mark)) return part;
  const { encoding } = part;
  const colour = isRecord(encoding) ? encoding.color : undefined;
  return {
    ...part,
    mark: {
      ...mark,
      ...(mark.type === "line" && mark.point === undefined ? { point: "transparent" } : {}),
    },
    ...(isRecord(encoding) && isRecord(colour) && legendOf(colour) !== null
      ? { encoding: { ...encoding, color: { ...colour, legend: null } } }
      : {}),
  };
};

const legendsOf = (chart: ChartSpecification): readonly Legend[] => {
  const found = new Map<string, Legend>();
  visitRecords(chart, ({ encoding }) => {
    const legend = isRecord(encoding) && isRecord(encoding.color) ? legendOf(encoding.color) : null;
    if (legend !== null) found.set(JSON.stringify([legend.field, legend.members]), legend);
  });
  return [...found.values()];
};

/** The legend of a colour with named members; null for any other colour. */
const legendOf = ({ field, title, scale, legend }: Node): Legend | null => {
  if (typeof field !== "string" || !isRecord(scale) || !isRecord(legend)) return null;
  const { domain, range } = scale;
  if (!Array.isArray(domain) || !Array.isArray(range)) return null;
  const labels = labelsOf(legend.labelExpr);
  return {
    field: unescaped(field),
    title: typeof title === "string" ? title : "",
    members: domain.map((name, at) => ({
      name: String(name),
      label: labels[String(name)] ?? String(name),
      colour: String(range[at % range.length]),
    })),
  };
};

const unescaped = (field: string) => field.replace(/\\(.)/g, "$1");

/** A mark whose colour tells a series apart vanishes, with its tooltip, where the series is hidden. */
const hideable = (mark: Node, legends: readonly Legend[]): Node => {
  if (typeof mark.type !== "string" || !isRecord(mark.encode) || !isRecord(mark.encode.update)) return mark;
  const { update } = mark.encode;
  const field = [update.stroke, update.fill]
    .flatMap((channel) => (isRecord(channel) && typeof channel.field === "string" ? [channel.field] : []))
    .map(unescaped)
    .find((name) => legends.some((legend) => legend.field === name));
  if (field === undefined) return mark;
  const shown = `indexof(hidden, ${JSON.stringify(`${field}=`)} + datum[${JSON.stringify(field)}]) < 0`;
  const tip = isRecord(update.tooltip) ? update.tooltip.signal : undefined;
  return {
    ...mark,
    encode: {
      ...mark.encode,
      update: {
        ...update,
        // Beside the mark's own opacity, which may come from the theme.
        fillOpacity: { signal: `${shown} ? ${expressionOf(update.fillOpacity)} : 0` },
        strokeOpacity: { signal: `${shown} ? ${expressionOf(update.strokeOpacity)} : 0` },
        ...(typeof tip === "string" ? { tooltip: { signal: `${shown} ? (${tip}) : null` } } : {}),
      },
    },
  };
};

/** A mark is cut off at the frame once the chart is zoomed; a dot on the frame is whole until then. */
const clippable = (mark: Node): Node =>
  drawnMarks.includes(String(mark.type)) && isRecord(mark.encode) && mark.clip !== true
    ? { ...mark, clip: { signal: "zoomed" } }
    : mark;

/** The chart has one description; a reader of thousands of marks would tell nothing. */
const silentMark = (part: Node): Node =>
  (typeof part.type === "string" && isRecord(part.encode)) || part.orient !== undefined
    ? { ...part, aria: false }
    : part;

const drawnMarks = ["line", "area", "symbol", "rect", "rule"];

const expressionOf = (opacity: unknown): string => {
  if (!isRecord(opacity)) return "1";
  return typeof opacity.signal === "string" ? `(${opacity.signal})` : JSON.stringify(opacity.value ?? 1);
};

const continuous = ["linear", "log", "pow", "sqrt", "symlog"];

const zoomable = (vega: Node): { readonly vega: Node; readonly panels: readonly Panel[] } => {
  const scales = records(vega.scales);
  const positions = scales.filter(
    ({ name, type }) => /(^|_)[xy]$/.test(String(name)) && continuous.includes(String(type)),
  );
  const names = positions.map(({ name }) => String(name));
  return {
    vega: {
      ...vega,
      scales: scales.map((scale) =>
        names.includes(String(scale.name))
          ? { ...scale, domainRaw: { signal: `zoom_${scale.name}` } }
          : scale,
      ),
      signals: [
        ...records(vega.signals),
        { name: "hidden", value: [] },
        ...names.map((name) => ({ name: `zoom_${name}`, value: null })),
        { name: "zoomed", update: names.map((name) => `zoom_${name} != null`).join(" || ") || "false" },
      ],
    },
    panels: panelsOf(vega, names),
  };
};

/** A panel is what has axes. */
const panelsOf = (vega: Node, zoomed: readonly string[]): readonly Panel[] => {
  const panels: Panel[] = [];
  visitRecords(vega, (part) => {
    const axes = records(part.axes);
    if (axes.length === 0) return;
    const scaleAt = (side: string) =>
      axes
        .filter(({ orient }) => orient === side)
        .map(({ scale }) => String(scale))
        .find((name) => zoomed.includes(name)) ?? null;
    const [x, y] = [scaleAt("bottom"), scaleAt("left")];
    if (x !== null || y !== null)
      panels.push({ group: typeof part.name === "string" ? part.name : null, x, y });
  });
  return panels;
};

const records = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isRecord) : []);
