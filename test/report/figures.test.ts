import { describe, expect, it } from "vitest";
import { withColumnTypes } from "../../src/report/chart/chart-data.ts";
import { csvText } from "../../src/report/result/csv.ts";
import type { ChartSpecification } from "../../src/rows/chart.ts";
import type { Row } from "../../src/rows/row.ts";
import { drawer } from "./drawer.ts";
import { config, figures } from "./figures.ts";
import { runChart } from "./view-data.ts";

const drawChart = drawer();

const draw = (name: string, chart: ChartSpecification, rows: readonly Row[], columns: readonly string[]) => {
  const file = `${name}.csv`;
  return drawChart(withColumnTypes(chart, { [file]: { columns, rows } }), { [file]: csvText(columns, rows) });
};

describe.each(Object.entries(figures))("the chart of %s", (name, { chart, rows }) => {
  const columns = Object.keys(rows[0]!);

  it("is drawn without a warning, titled, described and with its settings", async () => {
    const svg = await draw(name, chart(config), rows, columns);
    expect(svg).toMatch(/<title>.{20,}<\/title><desc>.{100,}<\/desc>/);
    expect(svg).toContain("784-128-64-10 ReLU network · squared error");
    expect(svg).toContain("quilibrium");
  });

  const kept = (
    [
      ["no rows at all", () => false],
      ["the equilibrium alone", (row) => row.inference === "equilibrium"],
      ["the stated inference alone", (row) => row.inference !== "equilibrium"],
      ["backprop alone", (row) => row.algorithm === "backprop"],
      ["no backprop", (row) => row.algorithm !== "backprop"],
      ["one seed", (row) => row.seed === 0],
    ] satisfies [string, (row: Row) => boolean][]
  ).map(([which, keep]) => [which, rows.filter(keep)] as const);
  // A figure without backprop has no rows of it alone, and all rows without it: drawn already.
  const others = kept.filter(
    ([, some], at) =>
      some.length < rows.length &&
      kept.findIndex(([, same]) => same.length === some.length && same.every((row) => some.includes(row))) ===
        at,
  );

  it.each(others)("is drawn when some cells failed: %s", async (_, some) => {
    expect(await draw(name, chart(config), some, columns)).toContain("<title>");
  });

  it("shows the stated inference alone when there is none alongside", async () => {
    const alone = rows.filter((row) => row.inference !== "equilibrium");
    const svg = await draw(name, chart({ ...config, alongside: "none" }), alone, columns);
    expect(svg.replace(/<desc>.*<\/desc>|<title>.*<\/title>/g, "")).not.toMatch(/>Equilibrium|Dashed/);
  });

  it("says what departs from the usual setting", () => {
    const other = { ...config, precision: "float32", dataset: { pixels: "symmetric" } };
    const { subtitle } = chart(other).title as { subtitle: readonly string[] };
    expect(subtitle[0]).toMatch(/pixels −1 to 1 · float32$/);
  });
});

describe("fig2c", () => {
  it("draws in an enlarged corner what reaches into it, and nothing that lies beyond", async () => {
    const rows = [0.01, 0.1, 0.5, 1].map((lambda) => ({
      inference: "equilibrium",
      seed: 0,
      lambda,
      equilibrium_distance: lambda,
      gradient_distance: 2 * lambda,
    }));
    const svg = await draw("fig2c", figures.fig2c!.chart(config), rows, Object.keys(rows[0]!));
    const marks = (panel: number, what: string): number => {
      const group = new RegExp(
        `<g class="mark-${what} role-mark concat_${panel}_concat_1_layer[^>]*>(.*?)</g>`,
      );
      return [...(group.exec(svg)?.[1] ?? "").matchAll(/<(line|path) /g)].length;
    };
    expect([marks(0, "rule"), marks(0, "symbol")]).toEqual([3, 4]);
    // Of three segments one lies in the corner and one leads out of it; of four dots two lie there.
    expect([marks(1, "rule"), marks(1, "symbol")]).toEqual([2, 2]);
  });
});

describe("fig3b", () => {
  const { chart, rows } = figures.fig3b!;

  it("says in its title that it smooths, and draws the raw series too", () => {
    const { text } = chart(config).title as { text: string };
    expect(text).toMatch(/running mean of 25 batches/);
    expect(JSON.stringify(chart(config))).toContain('"field":"mean"');
    expect(JSON.stringify(chart(config))).toContain('"field":"smooth"');
  });

  it("subtracts backprop's accuracy on the same seed and batch", async () => {
    const { data } = await runChart(chart(config), "fig3b", rows);
    const differences = data.flat().filter((row) => "low" in row && row.batch === 1);
    // euler is 0.25 above backprop for both seeds, the equilibrium equal to it
    const found = new Map(differences.map((row) => [row.series, [row.mean, row.sd]]));
    expect(Object.fromEntries(found)).toEqual({ euler: [0.25, 0], equilibrium: [0, 0] });
  });
});

describe("fig3c", () => {
  const { chart, rows } = figures.fig3c!;

  it("has no place for a cosine of exactly 1 on its logarithmic axis, and 1 − cosine for the others", async () => {
    const { data } = await runChart(chart(config), "fig3c", rows);
    const deviations = data.flat().filter((row) => "low" in row && (row.mean as number) < 0.5);
    expect(deviations.length).toBeGreaterThan(0);
    for (const row of deviations) expect([row.inference, row.mean]).toEqual(["euler", 0.0009765625]);
  });
});

describe("fig2b", () => {
  it("has a panel for each of the four metrics, by its own name", () => {
    const text = JSON.stringify(figures.fig2b!.chart(config));
    for (const metric of ["activity-change", "error-signal", "weight-gradient", "published-code"]) {
      expect(text).toContain(JSON.stringify(JSON.stringify(metric)).slice(1, -1));
    }
  });
});
