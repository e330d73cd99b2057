import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { fontFiles, fontOptions, fontProblem } from "../../src/report/drawing/fonts.ts";
import { type ChartFiles, compileChart, drawChart, renderPng } from "../../src/report/drawing/render.ts";
import { textWidth } from "../../src/report/drawing/text-width.ts";
import type { ChartSpecification } from "../../src/rows/chart.ts";

/** A chart as SVG. */
const svgOf = async (specification: ChartSpecification, files: ChartFiles) =>
  drawChart(compileChart(specification), files);

const chart = (y: object, more: object = {}) => ({
  $schema: "https://vega.github.io/schema/vega-lite/v6.json",
  title: "Loss & <accuracy>",
  description: 'A "line" going up',
  data: { url: "t.csv", format: { type: "csv", parse: { x: "number", y: "number" } } },
  mark: "line",
  encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative", ...y } },
  ...more,
});
const csv = { "t.csv": "x,y\n0,1\n1,10\n" };

describe("a chart", () => {
  it("draws an image with title and description for those who can't see it, escaped", async () => {
    const svg = await svgOf(chart({}), csv);
    expect(svg).toMatch(/^<svg [^>]*role="img"[^>]*>/);
    expect(svg).toContain(
      "<title>Loss &amp; &lt;accuracy&gt;</title><desc>A &quot;line&quot; going up</desc>",
    );
    expect(svg.length).toBeGreaterThan(1000);
  });

  it("gives the same bytes again, whatever was compiled and drawn in between, compiled once or anew", async () => {
    const compiled = compileChart(chart({}));
    const first = await drawChart(compiled, csv);
    await svgOf(chart({ scale: { type: "log" } }, { mark: { type: "line", clip: true } }), csv);
    await drawChart(compiled, { "t.csv": "x,y\n0,3\n7,100\n9,2\n" });
    expect(await drawChart(compiled, csv)).toBe(first);
    expect(await svgOf(chart({}), csv)).toBe(first);
  });

  it("refuses a zero on a logarithmic axis, which would flatten the chart", async () => {
    const drawn = svgOf(chart({ scale: { type: "log" } }), { "t.csv": "x,y\n0,0\n1,10\n" });
    await expect(drawn).rejects.toThrow(/not drawn: .*[Ll]og/);
  });

  it("refuses a channel that Vega-Lite warns of", async () => {
    await expect(
      svgOf(chart({}, { mark: "bar", encoding: { size: { field: "x", type: "nominal" } } }), csv),
    ).rejects.toThrow(/not drawn/);
  });

  it("refuses a computed value that is no number, but draws an empty panel for no rows", async () => {
    const computed = chart({ field: "z" }, { transform: [{ calculate: "datum.y / 'a'", as: "z" }] });
    await expect(svgOf(computed, csv)).rejects.toThrow(/Infinite extent/);
    expect(await svgOf(chart({}), { "t.csv": "x,y\n" })).toContain("<title>");
  });

  it("reads nothing but the files that it is given", async () => {
    await expect(svgOf(chart({}), { "other.csv": "x,y\n" })).rejects.toThrow(
      /t\.csv, which is not among its files/,
    );
  });

  it("refuses a chart without title or description", async () => {
    await expect(svgOf(chart({}, { title: undefined }), csv)).rejects.toThrow(/needs a title/);
    await expect(svgOf(chart({}, { description: "" }), csv)).rejects.toThrow(/needs a description/);
  });
});

describe("renderPng", () => {
  const svg = (text: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40"><text x="5" y="30" font-family="Nonesuch" font-size="20">${text}</text></svg>`;

  it("draws a PNG of twice the size", () => {
    const png = Buffer.from(renderPng(svg("")));
    expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([200, 80]); // width and height in IHDR
  });

  it("draws text even in a font that is not there", () => {
    expect(renderPng(svg("λ = 1")).length).toBeGreaterThan(renderPng(svg("")).length);
  });
});

describe("fonts", () => {
  it("are shipped and draw text, without any font of the system", () => {
    expect(fontProblem()).toBeNull();
    expect(fontOptions().loadSystemFonts).toBe(false);
  });

  it("are found missing where text would be blank", () => {
    expect(fontProblem([])).toMatch(/no font file/);
    expect(fontProblem(["/nowhere/DejaVuSans.ttf"])).toMatch(/is missing/);
    expect(fontProblem([import.meta.filename])).toMatch(/draws no text/);
    const blank = new Resvg('<svg xmlns="http://www.w3.org/2000/svg"><text>a</text></svg>', {
      font: fontOptions([]),
    });
    expect(blank.getBBox()?.width ?? 0).toBe(0);
    expect(fontFiles()).toHaveLength(2);
  });
});

describe("textWidth", () => {
  // Advance widths from the font's hmtx table, in units of 1/2048 em.
  it.each([
    ["0", "normal", 1303],
    ["A", "normal", 1401],
    ["a b", "normal", 1255 + 651 + 1300],
    ["λ", "normal", 1212],
    ["0", "bold", 1425],
  ] as const)("of %s in %s is the font's own", (text, weight, units) => {
    expect(Math.abs(textWidth(text, 2048, weight) - units)).toBeLessThan(12);
  });
});
