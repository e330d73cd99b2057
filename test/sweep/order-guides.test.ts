import { describe, expect, it } from "vitest";
import { withColumnTypes } from "../../src/report/chart/chart-data.ts";
import { compileChart, drawChart } from "../../src/report/drawing/render.ts";
import { csvText } from "../../src/report/result/csv.ts";
import type { Row } from "../../src/rows/row.ts";
import { defaultWindow } from "../../src/statistics/order-over-seeds.ts";
import { sweepChart } from "../../src/sweep/chart/chart.ts";
import { chooseChart } from "../../src/sweep/chart/chart-choice.ts";
import { orderGuides } from "../../src/sweep/chart/order-guides.ts";
import { upScale } from "../../src/sweep/chart/up-scale.ts";
import type { Axis } from "../../src/sweep/grid/axis.ts";
import { chooseView } from "../../src/sweep/view.ts";

const lambdas = [1e-4, 1e-3, 1e-2, 0.1, 1];

/** Three seeds of two ways: one whose error is factor · λ^power, and one that comes to rest at 0.07. */
const rowsOf = (activations: readonly string[], factor: number, power: number): readonly Row[] =>
  activations.flatMap((activation) =>
    ["euler", "equilibrium"].flatMap((inference) =>
      [0, 1, 2].flatMap((seed) =>
        lambdas.map((lambda) => ({
          "network.activation": activation,
          inference,
          seed,
          lambda,
          relative_distance: inference === "euler" ? 0.07 : factor * lambda ** power,
        })),
      ),
    ),
  );

const drawnFrom = (rows: readonly Row[], measure: string | null = null) => {
  const columns = Object.keys(rows[0]!).map((name) => ({
    name,
    unit: "dimensionless",
    meaning: name,
    ...(name !== "relative_distance" && { role: "key" as const }),
  }));
  const axes: readonly Axis[] = [
    { fields: [{ path: "lambda", values: lambdas, origin: "" }] },
    {
      fields: [
        {
          path: "network.activation",
          values: [...new Set(rows.map((row) => row["network.activation"]!))],
          origin: "",
        },
      ],
    },
  ];
  const view = chooseView([{ name: "t", columns }], measure, ["lambda", "network.activation"]);
  const choice = chooseChart(rows, view, axes);
  const guides = orderGuides(choice, view, defaultWindow);
  const text = { name: "t", setting: "x", seeds: 3 };
  return { guides, chart: sweepChart({ choice, up: upScale(choice, view), guides }, view, text), columns };
};

describe("the fitted orders in a sweep's chart", () => {
  it("are the power law that the errors follow, over the whole axis, and the floor of those that follow none", () => {
    const { guides } = drawnFrom(rowsOf(["tanh"], 3, 2));
    const of = (name: string) => guides.find(({ series }) => series === name);
    expect(of("equilibrium")!.text).toBe("slope 2.00");
    for (const { lambda, error } of of("equilibrium")!.ends)
      expect(error / (3 * lambda ** 2)).toBeCloseTo(1, 5);
    expect(of("equilibrium")!.ends.map(({ lambda }) => lambda)).toEqual([1e-4, 1]);
    expect(of("euler")).toMatchObject({ text: "floor 0.07", ends: [{ error: 0.07 }, { error: 0.07 }] });
  });

  it("are drawn in the panel of their curve, each with its slope, and the subtitle says what they are", async () => {
    const rows = rowsOf(["tanh", "relu"], 3, 1);
    const { guides, chart, columns } = drawnFrom(rows);
    expect(guides).toHaveLength(4);
    const names = columns.map(({ name }) => name);
    const typed = withColumnTypes(chart, { "t.csv": { columns: names, rows } });
    const svg = await drawChart(compileChart(typed), { "t.csv": csvText(names, rows) });
    expect(svg.match(/>slope 1\.00</g)).toHaveLength(2);
    expect(svg.match(/>floor 0\.07</g)).toHaveLength(2);
    expect(svg).toContain("dotted: the fitted order");
  });

  it("are absent where nothing was fitted", () => {
    const short = rowsOf(["tanh"], 3, 1).filter(({ lambda }) => Number(lambda) > 1e-3);
    expect(drawnFrom(short).guides).toEqual([]);
  });
});
