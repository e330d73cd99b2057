// Charts that are drawn again sixty times a second: plain SVG. Only what has changed is touched.

import { type PlotAxis, type PlotContent, type PlotSeries, ticksOf, tickText } from "./plot-content.ts";

const space = "http://www.w3.org/2000/svg";
const margin = { left: 58, right: 12, top: 10, bottom: 44 };
const height = 250;
const least = 240;

/** A chart in `place`; `draw` shows other content in it. */
export const createPlot = (place: HTMLElement): { readonly draw: (content: PlotContent) => void } => {
  const frame = svg("g", {});
  const marks = svg("g", {});
  const picture = svg("svg", { class: "plot", role: "img", "aria-label": "nothing is drawn yet" });
  picture.append(frame, marks);
  const legend = document.createElement("ul");
  legend.className = "key";
  place.replaceChildren(picture, legend);
  let content: PlotContent | null = null;
  let drawn: readonly Mark[] = [];
  let [framed, keyed] = ["", ""];
  let width = Math.max(least, place.clientWidth || 480);

  const draw = ({ description, x, y, series }: PlotContent): void => {
    const across = scaleOf(x, margin.left, width - margin.right);
    const up = scaleOf(y, height - margin.bottom, margin.top);
    setAttribute(picture, "aria-label", description);
    const look = JSON.stringify([width, x, y]);
    if (look !== framed) {
      for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
        picture.setAttribute(key, String(value));
      frame.replaceChildren(...frameOf(x, y, across, up, width));
      framed = look;
    }
    const key = JSON.stringify(series.map(({ name, look, kind }) => [name, look, kind]));
    if (key !== keyed) {
      drawn = series.map(({ look, kind = "line" }) => ({
        element: svg("path", { class: `${look} ${kind}` }),
        kind,
      }));
      marks.replaceChildren(...drawn.map(({ element }) => element));
      legend.replaceChildren(...series.map(keyItem));
      keyed = key;
    }
    series.forEach((one, at) => {
      setAttribute(drawn[at]!.element, "d", pathOf(one, x, y, across, up));
    });
  };
  // The width is told when it changes: asking for it would have the page laid out for each chart.
  new ResizeObserver(([entry]) => {
    const now = Math.max(least, Math.floor(entry!.contentRect.width));
    if (now === width) return;
    width = now;
    if (content !== null) draw(content);
  }).observe(place);
  return {
    draw: (next) => {
      content = next;
      draw(next);
    },
  };
};

interface Mark {
  readonly element: SVGElement;
  readonly kind: NonNullable<PlotSeries["kind"]>;
}

const setAttribute = (element: SVGElement, name: string, value: string): void => {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
};

type Scale = (value: number) => number;

const scaleOf = ({ scale, domain: [from, to] }: PlotAxis, start: number, end: number): Scale => {
  const at = scale === "log" ? Math.log10 : (value: number) => value;
  const first = at(from);
  const span = at(to) - first || 1;
  return (value) => start + ((at(value) - first) / span) * (end - start);
};

const inside = (value: number, { domain: [from, to] }: PlotAxis): boolean =>
  value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9);

/** A circle, or a square, about a place. */
const shapes: Readonly<Record<"dots" | "ring" | "square", (x: number, y: number) => string>> = {
  dots: (x, y) => circle(x, y, 3.5),
  ring: (x, y) => circle(x, y, 8),
  square: (x, y) => `M${(x - 5).toFixed(1)} ${(y - 5).toFixed(1)}h10v10h-10Z`,
};

const circle = (x: number, y: number, radius: number): string =>
  `M${(x - radius).toFixed(1)} ${y.toFixed(1)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;

/** The path of a series: a line with its gaps, or a shape at each place. */
const pathOf = (
  { points, kind = "line" }: PlotSeries,
  x: PlotAxis,
  y: PlotAxis,
  across: Scale,
  up: Scale,
): string => {
  let path = "";
  let pen = "M";
  for (const [px, py] of points) {
    // What is below or above the frame is drawn at it, so that a line does not end before it leaves.
    const held = py === null ? Number.NaN : Math.min(y.domain[1], Math.max(y.domain[0], py));
    if (!Number.isFinite(held) || !inside(px, x)) {
      pen = "M";
      continue;
    }
    const [left, top] = [across(px), up(held)];
    if (kind === "line" || kind === "dotted") path += `${pen}${left.toFixed(1)} ${top.toFixed(1)}`;
    else path += shapes[kind](left, top);
    pen = "L";
  }
  return path;
};

/** Grid, ticks, axes and their names. */
const frameOf = (x: PlotAxis, y: PlotAxis, across: Scale, up: Scale, width: number): SVGElement[] => [
  ...ticksOf(x, (width - margin.left - margin.right) / 70).flatMap((at) => verticalTick(at, across(at))),
  ...ticksOf(y, 5).flatMap((at) => horizontalTick(at, up(at), width)),
  svg("path", {
    class: "axis",
    d: `M${margin.left} ${margin.top}V${height - margin.bottom}H${width - margin.right}`,
  }),
  text(x.label, { x: (margin.left + width - margin.right) / 2, y: height - 6, "text-anchor": "middle" }),
  text(y.label, {
    transform: `translate(13 ${(height - margin.bottom + margin.top) / 2}) rotate(-90)`,
    "text-anchor": "middle",
  }),
];

const verticalTick = (at: number, x: number) => [
  svg("line", { class: "grid", x1: x, x2: x, y1: margin.top, y2: height - margin.bottom }),
  text(tickText(at), { x, y: height - margin.bottom + 17, "text-anchor": "middle" }),
];

const horizontalTick = (at: number, y: number, width: number) => [
  svg("line", { class: "grid", x1: margin.left, x2: width - margin.right, y1: y, y2: y }),
  text(tickText(at), { x: margin.left - 6, y: y + 4, "text-anchor": "end" }),
];

const keyItem = ({ name, look, kind = "line" }: PlotSeries): HTMLLIElement => {
  const item = document.createElement("li");
  const swatch = svg("svg", { width: 24, height: 16, "aria-hidden": "true" });
  const d = kind === "line" || kind === "dotted" ? "M0 8H24" : shapes[kind](12, 8);
  swatch.append(svg("path", { class: `${look} ${kind}`, d }));
  item.append(swatch, ` ${name}`);
  return item;
};

const text = (content: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const made = svg("text", attributes);
  made.textContent = content;
  return made;
};

const svg = (tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const made = document.createElementNS(space, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
};
