// Line charts that are drawn again sixty times a second: plain SVG, a few paths each.

export interface PlotAxis {
  readonly label: string;
  readonly scale: "linear" | "log";
  readonly domain: readonly [number, number];
}

export interface PlotSeries {
  readonly name: string;
  /** A class of the style sheet, which has the colour. */
  readonly look: string;
  /** Places without a number are gaps. */
  readonly points: readonly (readonly [number, number | null])[];
  readonly kind?: "line" | "dotted" | "dots" | "ring";
}

export interface PlotContent {
  /** What is seen, in words with its numbers. */
  readonly description: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  readonly series: readonly PlotSeries[];
}

const space = "http://www.w3.org/2000/svg";
const margin = { left: 58, right: 12, top: 10, bottom: 44 };
const height = 250;

/** A chart in `place`; `draw` shows other content in it. */
export const createPlot = (place: HTMLElement): { readonly draw: (content: PlotContent) => void } => {
  const picture = svg("svg", { class: "plot", role: "img", "aria-label": "nothing is drawn yet" });
  const legend = document.createElement("ul");
  legend.className = "key";
  place.replaceChildren(picture, legend);
  let shown = "";
  return {
    draw: ({ description, x, y, series }) => {
      const width = Math.max(260, place.clientWidth || 480);
      const across = scaleOf(x, margin.left, width - margin.right);
      const up = scaleOf(y, height - margin.bottom, margin.top);
      for (const [key, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
        picture.setAttribute(key, String(value));
      picture.setAttribute("aria-label", description);
      picture.replaceChildren(
        ...ticksOf(x, (width - margin.left - margin.right) / 70).flatMap((at) =>
          verticalTick(at, across(at)),
        ),
        ...ticksOf(y, 5).flatMap((at) => horizontalTick(at, up(at), width)),
        svg("line", {
          class: "axis",
          x1: margin.left,
          x2: width - margin.right,
          y1: height - margin.bottom,
          y2: height - margin.bottom,
        }),
        svg("line", {
          class: "axis",
          x1: margin.left,
          x2: margin.left,
          y1: margin.top,
          y2: height - margin.bottom,
        }),
        text(x.label, {
          x: (margin.left + width - margin.right) / 2,
          y: height - 6,
          "text-anchor": "middle",
        }),
        text(y.label, {
          transform: `translate(13 ${(height - margin.bottom + margin.top) / 2}) rotate(-90)`,
          "text-anchor": "middle",
        }),
        ...series.flatMap((one) => drawn(one, x, y, across, up)),
      );
      const names = JSON.stringify(series.map(({ name, look, kind }) => [name, look, kind]));
      if (names === shown) return;
      shown = names;
      legend.replaceChildren(
        ...series.map(({ name, look, kind = "line" }) => {
          const item = document.createElement("li");
          const swatch = svg("svg", { width: 24, height: 12, "aria-hidden": "true" });
          swatch.append(
            kind === "dots" || kind === "ring"
              ? svg("circle", { class: `${look} ${kind}`, cx: 12, cy: 6, r: kind === "ring" ? 5 : 3 })
              : svg("path", { class: `${look} ${kind}`, d: "M0 6H24" }),
          );
          item.append(swatch, ` ${name}`);
          return item;
        }),
      );
    },
  };
};

type Scale = (value: number) => number;

const scaleOf = ({ scale, domain: [from, to] }: PlotAxis, start: number, end: number): Scale => {
  const at = scale === "log" ? Math.log10 : (value: number) => value;
  const span = at(to) - at(from) || 1;
  return (value) => start + ((at(value) - at(from)) / span) * (end - start);
};

const drawn = (
  { look, points, kind = "line" }: PlotSeries,
  x: PlotAxis,
  y: PlotAxis,
  across: Scale,
  up: Scale,
): readonly SVGElement[] => {
  const inside = (value: number, { scale, domain }: PlotAxis) =>
    Number.isFinite(value) && (scale === "linear" || value > 0) && value >= domain[0] && value <= domain[1];
  const places = points.map(([px, py]) => {
    if (py === null || !inside(px, x)) return null;
    // What is below or above the frame is drawn at it, so that a line does not end before it leaves.
    const held = Math.min(y.domain[1], Math.max(y.domain[0], py));
    return Number.isFinite(held) ? ([across(px), up(held)] as const) : null;
  });
  if (kind === "dots" || kind === "ring")
    return places.flatMap((place) =>
      place === null
        ? []
        : [
            svg("circle", {
              class: `${look} ${kind}`,
              cx: place[0],
              cy: place[1],
              r: kind === "ring" ? 8 : 3.5,
            }),
          ],
    );
  let path = "";
  let pen = "M";
  for (const place of places) {
    if (place === null) pen = "M";
    else {
      path += `${pen}${place[0].toFixed(1)} ${place[1].toFixed(1)}`;
      pen = "L";
    }
  }
  return path === "" ? [] : [svg("path", { class: `${look} ${kind}`, d: path })];
};

/** Powers of ten, or 1-2-5 steps. */
const ticksOf = ({ scale, domain: [from, to] }: PlotAxis, most: number): readonly number[] => {
  if (scale === "log") {
    const [low, high] = [Math.ceil(Math.log10(from) - 1e-9), Math.floor(Math.log10(to) + 1e-9)];
    const step = Math.max(1, Math.ceil((high - low + 1) / Math.max(2, most)));
    return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, at) => 10 ** (low + at * step));
  }
  const rough = (to - from) / Math.max(2, most);
  if (!(rough > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.floor(to / step + 1e-9) - first + 1 }, (_, at) => (first + at) * step);
};

const superscripts = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"];

export const tickText = (value: number): string => {
  const exponent = Math.round(Math.log10(Math.abs(value) || 1));
  const isPower = value > 0 && Math.abs(Math.log10(value) - exponent) < 1e-9;
  if (isPower && (exponent < -2 || exponent > 3)) {
    const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]).join("");
    return `10${exponent < 0 ? "⁻" : ""}${digits}`;
  }
  return String(Number(value.toPrecision(3))).replace("-", "−");
};

const verticalTick = (at: number, x: number) => [
  svg("line", { class: "grid", x1: x, x2: x, y1: margin.top, y2: height - margin.bottom }),
  text(tickText(at), { x, y: height - margin.bottom + 17, "text-anchor": "middle" }),
];

const horizontalTick = (at: number, y: number, width: number) => [
  svg("line", { class: "grid", x1: margin.left, x2: width - margin.right, y1: y, y2: y }),
  text(tickText(at), { x: margin.left - 6, y: y + 4, "text-anchor": "end" }),
];

const text = (content: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const made = svg("text", attributes);
  made.textContent = content;
  return made;
};

export const svg = (tag: string, attributes: Readonly<Record<string, string | number>>): SVGElement => {
  const made = document.createElementNS(space, tag) as SVGElement;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
};
