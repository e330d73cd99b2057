import type { View } from "vega";
import type { Node as Specification } from "../../chart/specification.ts";
import type { PageChart } from "../interactive.ts";
import { type ScaleType, scaleType, withScale } from "./axes.ts";
import { darkColour } from "./colours.ts";
import type { TextCells } from "./csv.ts";
import { draw } from "./draw.ts";
import { button, download, element } from "./elements.ts";
import { type Zoomed, zoomBy, zoomOut, zoomWithMouse } from "./zoom.ts";

/** What the page says of a chart. */
export interface ChartOnPage {
  readonly name: string;
  readonly chart: PageChart;
  readonly description: string;
  readonly tables: Readonly<Record<string, TextCells>>;
}

/** A chart in the page; `redraw` after the page has turned light or dark, or has another width. */
export interface LiveChart {
  readonly redraw: () => Promise<void>;
}

const panStep = 0.1;

/** Fills a chart's place with its legend, its buttons and the drawing. */
export const enliven = ({ name, chart, description, tables }: ChartOnPage, place: HTMLElement): LiveChart => {
  const hidden = new Set<string>();
  const surface = element("div", { class: "surface", tabindex: "0" });
  let drawn: Zoomed | null = null;
  let vega: Specification = chart.vega;
  let dark = false;

  const redraw = async (): Promise<void> => {
    dark = getComputedStyle(document.documentElement).colorScheme === "dark";
    drawn?.view.finalize();
    drawn = null;
    const view = await draw({ chart, vega, description, tables, hidden: [...hidden], dark }, surface);
    drawn = { view, vega, panels: chart.panels };
    for (const swatch of place.querySelectorAll<HTMLElement>(".swatch"))
      swatch.style.background = shownColour(swatch.dataset.colour ?? "", dark);
  };
  const withView = (act: (view: View) => void) => () => {
    if (drawn !== null) act(drawn.view);
  };
  const turn = (axis: "x" | "y", type: ScaleType) => async () => {
    if (drawn === null) return;
    const { view } = drawn;
    vega = scalesAlong(chart, axis).reduce((spec, scale) => withScale(spec, scale, type, view), vega);
    await redraw();
    press();
  };
  const switches = (["x", "y"] as const)
    .filter((axis) => scalesAlong(chart, axis).length > 0)
    .map((axis) => {
      const isLog = () => scalesAlong(chart, axis).every((scale) => scaleType(vega, scale) === "log");
      const toggle = button(`log ${axis}`, () => turn(axis, isLog() ? "linear" : "log")());
      return { toggle, isLog };
    });
  const press = () => {
    for (const { toggle, isLog } of switches) toggle.setAttribute("aria-pressed", String(isLog()));
  };
  press();

  const zoom = (factor: number) => () => drawn !== null && zoomBy(drawn, factor);
  const keys: Readonly<Record<string, () => void>> = {
    "+": zoom(0.8),
    "-": zoom(1.25),
    "0": () => drawn !== null && zoomOut(drawn),
    ArrowLeft: () => drawn !== null && zoomBy(drawn, 1, { right: -panStep }),
    ArrowRight: () => drawn !== null && zoomBy(drawn, 1, { right: panStep }),
    ArrowUp: () => drawn !== null && zoomBy(drawn, 1, { up: panStep }),
    ArrowDown: () => drawn !== null && zoomBy(drawn, 1, { up: -panStep }),
  };
  surface.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  });
  zoomWithMouse(surface, () => drawn);

  const legend = legendOf(chart, (key, shown) => {
    if (shown) hidden.delete(key);
    else hidden.add(key);
    withView((view) => view.signal("hidden", [...hidden]).runAsync())();
  });
  const tools = element(
    "div",
    { class: "toolbar", role: "group", "aria-label": "Chart" },
    button("+", zoom(0.8), { "aria-label": "Zoom in" }),
    button("−", zoom(1.25), { "aria-label": "Zoom out" }),
    button("Whole", () => drawn !== null && zoomOut(drawn)),
    ...switches.map(({ toggle }) => toggle),
    button(
      "Save SVG",
      withView(async (view) => download(`${name}.svg`, await view.toSVG(), "image/svg+xml")),
    ),
  );
  place.replaceChildren(tools, surface, ...legend);
  return { redraw };
};

const scalesAlong = ({ panels }: PageChart, axis: "x" | "y"): readonly string[] => [
  ...new Set(panels.map((panel) => panel[axis]).filter((name) => name !== null)),
];

const shownColour = (colour: string, dark: boolean) => (dark ? darkColour(colour) : colour);

/** A box to tick for each member of each series. */
const legendOf = (
  { legends }: PageChart,
  change: (key: string, shown: boolean) => void,
): readonly HTMLElement[] =>
  legends.map(({ field, title, members }) =>
    element(
      "fieldset",
      { class: "legend" },
      element("legend", title === "" ? { class: "hidden" } : {}, title === "" ? `Shown: ${field}` : title),
      ...members.map(({ name, label, colour }) => {
        const box = element("input", {
          type: "checkbox",
          checked: true,
          onchange: () => change(`${field}=${name}`, box.checked),
        });
        const swatch = element("span", { class: "swatch", "data-colour": colour });
        return element("label", {}, box, swatch, label);
      }),
    ),
  );
