import * as vega from "vega";
import { describe, expect, it } from "vitest";
import type { Quantity, Series } from "../../../src/report/chart/channels.ts";
import { figure, meanBand } from "../../../src/report/chart/chart.ts";
import { pageChart } from "../../../src/report/page/interactive.ts";

const x: Quantity = { column: "inference.stepSize", title: "η", scale: "log" };
const y: Quantity = { column: "error", title: "error" };
const series: Series = {
  column: "engine.name",
  title: "engine",
  members: [
    { name: "builtin", label: 'ours, "the" one' },
    { name: "tfjs", label: "TensorFlow.js" },
  ],
};
const rows = series.members.flatMap(({ name }, at) =>
  [0.1, 0.2, 0.4].map((step) => ({ "inference.stepSize": step, "engine.name": name, error: step + at })),
);
const chart = {
  ...figure(
    { name: "f", title: "t", subtitle: [], description: "d" },
    { width: 200, height: 100, ...meanBand(x, y, series) },
  ),
  data: { values: rows },
};

const shown = async (signals: Readonly<Record<string, unknown>>) => {
  const view = new vega.View(vega.parse(pageChart(chart).vega as unknown as vega.Spec), { renderer: "none" });
  for (const [name, value] of Object.entries(signals)) view.signal(name, value);
  const svg = await view.runAsync().then(() => view.toSVG());
  return { svg, domain: view.scale("x").domain() as readonly number[] };
};

describe("a chart of the page", () => {
  it("hands its legend to the page, with labels and colours, also for a column with a dot", () => {
    expect(pageChart(chart).legends).toEqual([
      {
        field: "engine.name",
        title: "engine",
        members: [
          { name: "builtin", label: 'ours, "the" one', colour: expect.stringMatching(/^#/) },
          { name: "tfjs", label: "TensorFlow.js", colour: expect.stringMatching(/^#/) },
        ],
      },
    ]);
  });

  it("hides the marks of one series, and no others", async () => {
    const hidden = (svg: string) => svg.match(/stroke-opacity="0"/g)?.length ?? 0;
    const [whole, one, both] = await Promise.all([
      shown({}),
      shown({ hidden: ["engine.name=tfjs"] }),
      shown({ hidden: ["engine.name=tfjs", "engine.name=builtin"] }),
    ]);
    expect(hidden(whole.svg)).toBe(0);
    expect(hidden(one.svg)).toBeGreaterThan(0);
    expect(hidden(both.svg)).toBe(2 * hidden(one.svg));
  });

  it("shows the domain that it is zoomed to, and cuts off what is outside it only then", async () => {
    const [whole, zoomed] = await Promise.all([shown({}), shown({ zoom_x: [0.15, 0.3] })]);
    expect(zoomed.domain).toEqual([0.15, 0.3]);
    expect(whole.domain[0]).toBeLessThanOrEqual(0.1);
    expect(whole.svg).not.toContain("clip-path=");
    expect(zoomed.svg).toContain("clip-path=");
  });

  it("names its panels by their scales", () => {
    expect(pageChart(chart).panels).toEqual([{ group: null, x: "x", y: "y" }]);
  });
});
