import { describe, expect, it } from "vitest";
import { colour, position } from "../../src/report/chart/channels.ts";
import { figure, individualLines, meanBand, meanRule, where } from "../../src/report/chart/chart.ts";
import { seriesColour } from "../../src/report/chart/theme.ts";
import type { Row } from "../../src/rows/row.ts";
import { runChart } from "./view-data.ts";

const x = { column: "x", title: "x" };
const y = { column: "y", title: "y" };
const series = { column: "kind", title: "", members: [{ name: "euler", label: "Euler" }] };
const text = { name: "t", title: "T", subtitle: [], description: "D" };
const observations = (...values: readonly (number | null)[]): Row[] =>
  values.map((value) => ({ x: 1, y: value, kind: "euler" }));

const band = async (quantity: Parameters<typeof meanBand>[1], rows: readonly Row[]) => {
  const { data } = await runChart(figure(text, meanBand(x, quantity, series)), "t", rows);
  return data.flat().filter((row) => "low" in row);
};

describe("meanBand", () => {
  it("is the mean and one sample standard deviation to both sides", async () => {
    // mean 2; squared deviations 1, 0, 1, divided by n − 1 = 2: variance 1
    expect(await band(y, observations(1, 2, 3))).toMatchObject([{ mean: 2, low: 1, high: 3 }]);
  });

  it("has no width for one seed", async () => {
    expect(await band(y, observations(5))).toMatchObject([{ mean: 5, low: 5, high: 5 }]);
  });

  it("leaves out a missing observation, and a place where all are missing", async () => {
    expect(await band(y, observations(1, 3, null))).toMatchObject([{ mean: 2 }]);
    expect(await band(y, [...observations(4), { x: 2, y: null, kind: "euler" }])).toMatchObject([
      { x: 1, mean: 4 },
    ]);
  });

  it("ends at the smallest observation on a logarithmic axis, never at zero or below", async () => {
    const log = { ...y, scale: "log" as const };
    expect(await band(log, observations(0.1, 0.1, 10))).toMatchObject([{ low: 0.1 }]);
    expect(await band(log, observations(0, 0.5, 10))).toMatchObject([{ low: 0.5 }]);
    expect(await band(log, [...observations(1), { x: 2, y: 0, kind: "euler" }])).toHaveLength(1);
  });

  it("keeps the members' rows alone, and meets names that are numbers in the CSV", async () => {
    const layers = { column: "layer", title: "", members: [{ name: "1", label: "one" }] };
    const rows = [1, 2].map((layer) => ({ x: 1, y: layer, layer }));
    const { data } = await runChart(figure(text, meanBand(x, y, layers)), "t", rows);
    expect(data.flat().filter((row) => "low" in row)).toMatchObject([{ layer: "1", mean: 1 }]);
  });

  it("works on columns with a dot in their name, as swept config fields have", async () => {
    const dotted = { column: "inference.stepSize", title: "η" };
    const kinds = { ...series, column: "network.activation" };
    const rows = [1, 3].map((value) => ({
      "inference.stepSize": 0.1,
      "d.y": value,
      "network.activation": "euler",
    }));
    const chart = figure(text, meanBand(dotted, { column: "d.y", title: "y" }, kinds));
    const { data, domain } = await runChart(chart, "t", rows);
    expect(data.flat().filter((row) => "low" in row)).toMatchObject([{ mean: 2 }]);
    expect(domain("x")).toEqual([0, 0.1]);
  });
});

describe("meanRule and where", () => {
  it("show one level line for each member, from the chosen rows alone", async () => {
    const rows = [
      { x: 1, y: 1, kind: "euler", phase: "free" },
      { x: 1, y: 3, kind: "euler", phase: "free" },
      { x: 1, y: 100, kind: "euler", phase: "nudged" },
    ];
    const chart = figure(text, where({ phase: "free" }, meanRule(y, series)));
    const { data } = await runChart(chart, "t", rows);
    expect(data.flat().filter((row) => "mean" in row)).toMatchObject([{ kind: "euler", mean: 2 }]);
  });
});

describe("individualLines", () => {
  it("have a line for each seed, drawn in the order of the given column", () => {
    const chart = individualLines(x, y, "seed", "lambda", "#000000");
    expect(chart).toMatchObject({ encoding: { detail: { field: "seed" }, order: { field: "lambda" } } });
  });
});

describe("channels", () => {
  it("begin linear axes at zero unless told otherwise, and log axes never", () => {
    expect(position(y)).toMatchObject({ scale: { type: "linear", zero: true } });
    expect(position({ ...y, zero: false })).toMatchObject({ scale: { zero: false } });
    expect(position({ ...y, scale: "log" })).toMatchObject({ scale: { type: "log" } });
    expect(position({ ...y, scale: "log" })).not.toHaveProperty("scale.zero");
  });

  it("give a series its colour of the house, and others different ones", () => {
    const members = ["euler", "mine", "yours"].map((name) => ({ name, label: name }));
    const { scale } = colour({ column: "k", title: "", members }) as unknown as {
      scale: { range: string[] };
    };
    expect(scale.range[0]).toBe(seriesColour("euler"));
    expect(new Set(scale.range.slice(1)).size).toBe(2);
  });
});

describe("figure", () => {
  it("refers to the CSV, holds no data, and has its text and description", () => {
    const chart = figure({ name: "fig9", title: "T", subtitle: ["S"], description: "D" }, { mark: "point" });
    expect(chart).toMatchObject({
      data: { url: "fig9.csv" },
      title: { text: "T", subtitle: ["S"] },
      description: "D All quantities are dimensionless.",
    });
    expect(JSON.stringify(chart)).not.toContain('"values"');
  });
});
