import { describe, expect, it } from "vitest";
import { mostDrawn, thinned, thinnedChart, thinningOf } from "../../src/report/chart/thinned.ts";
import { drawPictures } from "../../src/report/drawing/pictures.ts";
import { compileChart, drawChart } from "../../src/report/drawing/render.ts";
import { csvText } from "../../src/report/result/csv.ts";
import { nothingDrawn } from "../../src/report/result/drawn-before.ts";
import { withBlankPictures } from "../cli/blank-pictures.ts";
import { reported } from "./reported.ts";
import { run } from "./run.ts";

/** Of each seed and step a value; at last one without a step. */
const rowsOf = (seeds: number, steps: number) => [
  ...Array.from({ length: seeds * steps }, (_, k) => ({
    seed: Math.floor(k / steps),
    step: k % steps,
    value: k / 7,
  })),
  { seed: 0, step: null, value: 1 },
];

describe("the rows of a large table that a chart draws", () => {
  it("are those of every nth step with the first and the last, of all seeds", () => {
    const rows = rowsOf(3, 1001);
    const thinning = thinningOf(rows, ["seed", "step"], 100)!;
    expect(thinning).toEqual({ column: "step", first: 0, last: 1000, every: 31 });
    const drawn = thinned(rows, thinning);
    const steps = [...new Set(drawn.map(({ step }) => step))];
    expect(steps).toEqual([...Array.from({ length: 33 }, (_, i) => 31 * i), 1000, null]);
    for (const step of steps.filter((each) => each !== null))
      expect(drawn.filter((row) => row.step === step)).toHaveLength(3);
  });

  it("are all of them where they are few, and where no key of whole numbers has many values", () => {
    expect(thinningOf(rowsOf(2, 20), ["seed", "step"], 100)).toBeNull();
    const fractions = rowsOf(1, 500).map((row) => ({ ...row, step: (row.step ?? 0) / 3 }));
    expect(thinningOf(fractions, ["seed", "step"], 100)).toBeNull();
    expect(thinningOf(fractions, [], 100)).toBeNull();
  });

  it("are about as many as are asked for when the steps have gaps", () => {
    const rows = rowsOf(1, 1000).map((row) => ({ ...row, step: row.step === null ? null : 10 * row.step }));
    const drawn = thinned(rows, thinningOf(rows, ["step"], 100)!);
    expect(drawn.length).toBeGreaterThan(80);
    expect(drawn.length).toBeLessThan(110);
  });

  it("are the same whether the chart leaves them out of the whole file or is given them alone", async () => {
    const rows = rowsOf(2, 400);
    const columns = ["seed", "step", "value"];
    const thinning = thinningOf(rows, columns.slice(0, 2), 100)!;
    const chart = thinnedChart(
      {
        title: { text: "A chart", subtitle: ["of values"] },
        description: "Points.",
        data: {
          url: "t.csv",
          format: { type: "csv", parse: { seed: "number", step: "number", value: "number" } },
        },
        mark: "point",
        encoding: {
          x: { field: "step", type: "quantitative" },
          y: { field: "value", type: "quantitative" },
        },
      },
      new Map([["t.csv", thinning]]),
    );
    const compiled = compileChart(chart);
    const whole = await drawChart(compiled, { "t.csv": csvText(columns, rows) });
    expect(whole).toBe(await drawChart(compiled, { "t.csv": csvText(columns, thinned(rows, thinning)) }));
    expect(whole.match(/aria-roledescription="point"/g)).toHaveLength(thinned(rows, thinning).length - 1);
    expect(whole).toContain("one step in 9; the file has all rows");
  });

  it("leave every row in the CSV", async () => {
    const rows = rowsOf(1, mostDrawn + 1000);
    const chart = {
      title: { text: "A chart" },
      description: "A line.",
      data: { url: "long.csv" },
      mark: "line",
      encoding: {
        x: { field: "step", type: "quantitative" },
        y: { field: "value", type: "quantitative" },
      },
    };
    const columns = ["seed", "step", "value"];
    const tables = [{ name: "main", columns, rows, keys: ["seed", "step"] }];
    const drawn = { drawing: "a program", draw: drawPictures, drawnBefore: nothingDrawn };
    const { files } = await withBlankPictures(() =>
      reported({ name: "long", tables, chart: () => chart, config: "", run, ...drawn }),
    );
    const [csv] = Object.values(files);
    expect(String(csv).trimEnd().split("\n")).toHaveLength(rows.length + 1);
    expect(String(files["long.vl.json"])).toContain("one step in 2");
  });
});
