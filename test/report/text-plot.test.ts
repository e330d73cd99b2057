import { describe, expect, it } from "vitest";
import { summaryText } from "../../src/report/text/summary-text.ts";
import { textColumns } from "../../src/report/text/text-columns.ts";
import { type Plot, textPlot } from "../../src/report/text/text-plot.ts";

const linear = (label: string) => ({ label, scale: "linear" as const });
const log = (label: string) => ({ label, scale: "log" as const });
const plot = (more: Partial<Plot>): Plot => ({
  title: "Distance",
  x: linear("λ"),
  y: linear("distance"),
  series: [
    {
      name: "euler",
      points: [
        [0, 0],
        [1, 1],
      ],
    },
  ],
  ...more,
});

/** The twelve lines of the plot area, without the axis. */
const area = (text: string) =>
  text
    .split("\n")
    .filter((line) => /[│┤]/.test(line))
    .map((line) => line.replace(/^.*[│┤]/, ""));

describe("textPlot", () => {
  it("puts the ends of a rising line into the corners", () => {
    const rows = area(textPlot(plot({}), 80));
    expect(rows).toHaveLength(12);
    expect(rows.at(-1)).toBe("o");
    expect(rows[0]).toMatch(/^ {59}o$/);
  });

  it("draws equal ratios at equal distances on logarithmic axes", () => {
    const points = [
      [1e-4, 1e-6],
      [1e-3, 1e-4],
      [1e-2, 1e-2],
    ] as const;
    const rows = area(textPlot(plot({ x: log("λ"), y: log("error"), series: [{ name: "a", points }] }), 80));
    const columns = rows.map((row) => row.indexOf("o")).filter((column) => column >= 0);
    expect(columns).toHaveLength(3);
    expect(Math.abs(columns[0]! - 2 * columns[1]! + columns[2]!)).toBeLessThanOrEqual(1);
  });

  it("leaves out what a logarithmic axis has no place for, and says how much", () => {
    const points = [
      [1, 0],
      [2, 1e-3],
      [3, 1e-2],
      [4, -1],
    ] as const;
    const text = textPlot(plot({ y: log("error"), series: [{ name: "a", points }] }), 80);
    expect(text).toContain("(2 not shown");
    expect(area(text).join("").match(/o/g)).toHaveLength(2);
  });

  it("has a mark for each series, one for where they meet, and a legend of them", () => {
    const series = [
      {
        name: "euler",
        points: [
          [0, 0],
          [1, 1],
        ],
      },
      {
        name: "equilibrium",
        points: [
          [0, 0],
          [1, 0.5],
        ],
      },
    ] as const;
    const text = textPlot(plot({ series }), 80);
    expect(text).toContain("o euler   + equilibrium   @ several");
    const drawn = area(text).join("");
    expect([drawn.match(/o/g), drawn.match(/\+/g), drawn.match(/@/g)].map((found) => found?.length)).toEqual([
      1, 1, 1,
    ]);
  });

  it("carries title, axis labels and round tick labels", () => {
    const text = textPlot(plot({}), 80);
    for (const part of ["Distance", "λ", "distance", "0.0", "0.2", "1.0"]) expect(text).toContain(part);
  });

  it.each([40, 80, 120])("fits into %s columns", (width) => {
    for (const line of textPlot(plot({}), width).split("\n"))
      expect(textColumns(line)).toBeLessThanOrEqual(width);
  });

  it("draws a single point, and says when there is none", () => {
    expect(area(textPlot(plot({ series: [{ name: "a", points: [[3, 7]] }] }), 80)).join("")).toContain("o");
    expect(textPlot(plot({ series: [{ name: "a", points: [] }] }), 80)).toContain("no points to show");
    expect(textPlot(plot({ series: [{ name: "a", points: [[1, Number.NaN]] }] }), 80)).toContain("no points");
  });
});

describe("summaryText", () => {
  it("aligns the values of the findings, counting no column for combining marks", () => {
    const findings = [
      { label: "x̄", value: "1" },
      { label: "slope", value: "0.73" },
    ];
    expect(summaryText({ findings }, 80)).toBe("  x̄      1\n  slope  0.73\n");
  });

  it("puts a value that is too long below its label", () => {
    const findings = [{ label: "slope", value: "v".repeat(30) }];
    expect(summaryText({ findings }, 30)).toBe(`  slope\n      ${"v".repeat(30)}\n`);
  });

  it("ends with the plot", () => {
    const many = Array.from({ length: 300 }, (_, index) => ({ label: `order ${index}`, value: "1" }));
    const shown = summaryText({ findings: many }, 80).trimEnd().split("\n");
    expect(shown).toHaveLength(40);
    expect(shown.at(-1)).toBe("  … and 261 more; --json has all of them");
    const text = summaryText({ findings: [{ label: "a", value: "1" }], plot: plot({}) }, 80);
    expect(text.startsWith("  a  1\n\nDistance\n")).toBe(true);
  });
});
