import { describe, expect, it } from "vitest";
import { withColumnTypes } from "../../src/report/chart/chart-data.ts";
import { csvText } from "../../src/report/result/csv.ts";
import type { Row } from "../../src/rows/row.ts";
import { sweepChart } from "../../src/sweep/chart/chart.ts";
import { chooseChart } from "../../src/sweep/chart/chart-choice.ts";
import { upScale } from "../../src/sweep/chart/up-scale.ts";
import type { Axis } from "../../src/sweep/grid/axis.ts";
import { chooseView } from "../../src/sweep/view.ts";
import { drawer } from "../report/drawer.ts";
import { runChart } from "../report/view-data.ts";

type Values = readonly (number | string | null)[];

/** Every combination of the values, with seeds 0 and 1, and a measure of the key's own. */
const product = (
  keys: Readonly<Record<string, Values>>,
  measure: (row: Row, index: number) => number,
): Row[] => {
  const rows = Object.entries({ ...keys, seed: [0, 1] }).reduce<Row[]>(
    (soFar, [name, values]) => soFar.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
  return rows.map((row, index) => ({ ...row, distance: measure(row, index) }));
};

const axis = (path: string, values: Values): Axis => ({ fields: [{ path, values, origin: "" }] });

const choose = (rows: readonly Row[], axes: readonly Axis[]) => {
  const columns = Object.keys(rows[0]!).map((name) => ({
    name,
    unit: "dimensionless",
    meaning: name,
    ...(name !== "distance" && { role: "key" as const }),
  }));
  const paths = axes.flatMap(({ fields }) => fields.map(({ path }) => path));
  const view = chooseView([{ name: "t", columns }], null, paths);
  const choice = chooseChart(rows, view, axes);
  const chart = sweepChart({ choice, up: upScale(choice, view) }, view, {
    name: "t",
    setting: "x",
    seeds: 2,
  });
  return { choice, chart };
};

const drawChart = drawer();

/** Draws the chart, which fails on any warning of Vega's; `drawn` are the rows that its marks show. */
const draw = async (rows: readonly Row[], axes: readonly Axis[]) => {
  const { choice, chart } = choose(rows, axes);
  const columns = Object.keys(rows[0]!);
  const typed = withColumnTypes(chart, { "t.csv": { columns, rows } });
  const svg = await drawChart(typed, { "t.csv": csvText(columns, rows) });
  const drawn = async () => {
    const { data } = await runChart(chart, "t", rows);
    return data.flat().filter((row) => row.mean !== undefined);
  };
  return { choice, svg, drawn };
};

const lambdas = [1e-4, 1e-3, 1e-2, 0.1, 1];
const inference = ["euler", "equilibrium"];
const byLambda = ({ lambda }: Row) => Number(lambda) * 2;

describe("the chart", () => {
  it("of one number is a line over it, logarithmic if the grid is, with a colour for each inference", async () => {
    const rows = product({ lambda: lambdas, inference }, byLambda);
    const { choice, drawn, svg } = await draw(rows, [axis("lambda", lambdas)]);
    expect(choice).toMatchObject({
      kind: "line",
      axes: [{ column: "lambda", scale: "log" }],
      colour: { columns: ["inference"] },
      panels: [],
    });
    for (const row of await drawn()) expect(row.mean).toBe(2 * Number(row.lambda));
    expect(svg).toContain("Distance against λ");
  });

  it("of an even grid is linear", async () => {
    const steps = [1, 2, 3, 4];
    const rows = product({ "inference.steps": steps }, (row) => Number(row["inference.steps"]));
    const { choice } = await draw(rows, [axis("inference.steps", steps)]);
    expect(choice).toMatchObject({ kind: "line", axes: [{ scale: "linear" }], colour: null });
  });

  it("of two numbers is a heat map with λ across, a panel for each inference", async () => {
    const sizes = [0.1, 0.2, 0.3];
    const rows = product({ "inference.stepSize": sizes, lambda: lambdas, inference }, byLambda);
    const { choice } = await draw(rows, [axis("inference.stepSize", sizes), axis("lambda", lambdas)]);
    expect(choice).toMatchObject({
      kind: "heat",
      axes: [{ column: "lambda" }, { column: "inference.stepSize" }],
      colour: null,
      panels: [{ columns: ["inference"] }],
    });
  });

  it("of a number and a choice has a colour for each choice", async () => {
    const functions = ["relu", "tanh", "sigmoid"];
    const rows = product({ "network.activation": functions, lambda: lambdas, inference }, byLambda);
    const { choice } = await draw(rows, [axis("network.activation", functions), axis("lambda", lambdas)]);
    expect(choice).toMatchObject({
      kind: "line",
      colour: { columns: ["network.activation"], values: functions },
      panels: [{ columns: ["inference"] }],
    });
  });

  it("of three numbers has panels for the third", async () => {
    const keys = { a: [1, 2], b: [1, 2], lambda: [1, 2] };
    const axes = Object.entries(keys).map(([path, values]) => axis(path, values));
    const { choice, svg } = await draw(product(keys, byLambda), axes);
    expect(choice).toMatchObject({ kind: "heat", panels: [{ columns: ["b"], values: [1, 2] }] });
    expect(svg).toContain("b 2");
  });

  it("of a choice alone has dots above each", async () => {
    const losses = ["squared-error", "cross-entropy"];
    const rows = product({ loss: losses, inference }, (_row, index) => index);
    const { choice, drawn } = await draw(rows, [axis("loss", losses)]);
    expect(choice).toMatchObject({
      kind: "dots",
      places: { columns: ["loss"] },
      colour: { columns: ["inference"] },
    });
    // Rows 0 and 1 are the seeds of the first, and so on.
    expect([...new Set((await drawn()).map((row) => row.mean))]).toEqual([0.5, 2.5, 4.5, 6.5]);
  });

  it("of nothing but seeds has one dot", async () => {
    const { choice, drawn } = await draw(
      product({ inference: ["euler"] }, (_row, index) => index + 1),
      [],
    );
    expect(choice).toMatchObject({ kind: "dots", places: null, colour: null });
    expect([...new Set((await drawn()).map((row) => row.mean))]).toEqual([1.5]);
  });

  it("follows the experiment's own λ where the sweep has none", () => {
    const rows = product({ loss: ["a", "b"], lambda: lambdas }, byLambda);
    expect(choose(rows, [axis("loss", ["a", "b"])]).choice).toMatchObject({
      kind: "line",
      axes: [{ column: "lambda" }],
      colour: { columns: ["loss"] },
    });
  });

  it("shows the last step when a number is swept, and states that have no step", async () => {
    const rows = [
      ...product({ lambda: lambdas, inference: ["euler"], step: [0, 1, 2] }, (row) => Number(row.step) + 1),
      ...product({ lambda: lambdas, inference: ["equilibrium"], step: [null] }, () => 7),
    ];
    const { choice, drawn, svg } = await draw(rows, [axis("lambda", lambdas)]);
    expect(choice.last).toEqual([{ column: "step", value: 2 }]);
    expect(new Set((await drawn()).map((row) => `${row.inference} ${row.mean}`))).toEqual(
      new Set(["euler 3", "equilibrium 7"]),
    );
    expect(svg).toContain("at step 2");
  });

  it("follows the steps when only names vary", async () => {
    const rows = product({ loss: ["a", "b"], step: [0, 1, 2] }, (row) => Number(row.step));
    const { choice, drawn } = await draw(rows, [axis("loss", ["a", "b"])]);
    expect(choice).toMatchObject({ kind: "line", axes: [{ column: "step" }], last: [] });
    for (const row of await drawn()) expect(row.mean).toBe(row.step);
  });

  it("takes other numbers of the experiment's own for settings, not for steps", () => {
    const rows = product({ gamma: lambdas, loss: ["a", "b"] }, () => 1);
    const { choice } = choose(rows, [axis("loss", ["a", "b"])]);
    expect(choice).toMatchObject({ kind: "line", axes: [{ column: "gamma", scale: "log" }], last: [] });
  });

  it("leaves out a category that follows from another", () => {
    const rows = product({ lambda: lambdas, estimator: ["ep", "chl"] }, byLambda).map((row) => ({
      energy: row.estimator === "ep" ? "hopfield" : "layered",
      ...row,
    }));
    const { choice } = choose(rows, [axis("lambda", lambdas)]);
    expect([choice.colour?.columns, choice.panels]).toEqual([["energy"], []]);
  });

  it("names by one colour what makes sense together alone", async () => {
    const own = [
      ...product({ lambda: lambdas, algorithm: ["backprop"], inference: [null] }, () => 1),
      ...product({ lambda: lambdas, algorithm: ["pc-nudge"], inference }, () => 2),
    ];
    const { choice, drawn } = await draw(own, [axis("lambda", lambdas)]);
    expect(choice.colour!.values).toEqual(["backprop", "pc-nudge, euler", "pc-nudge, equilibrium"]);
    expect(choice.panels).toEqual([]);
    expect(new Set((await drawn()).map((row) => `${row.series} ${row.mean}`))).toEqual(
      new Set(["backprop 1", "pc-nudge, euler 2", "pc-nudge, equilibrium 2"]),
    );
  });

  it("stands for paired fields by the first that is a number", async () => {
    const rows = product({ f: ["a"], n: [1, 2, 3] }, (row) => Number(row.n)).map((row) => ({
      ...row,
      f: `f${row.n}`,
    }));
    const pair: Axis = {
      fields: [
        { path: "f", values: ["f1", "f2", "f3"], origin: "" },
        { path: "n", values: [1, 2, 3], origin: "" },
      ],
    };
    const { choice, svg } = await draw(rows, [pair]);
    expect(choice).toMatchObject({
      kind: "line",
      axes: [{ column: "n", paired: ["f"] }],
      colour: null,
      panels: [],
    });
    expect(svg).toContain("paired with f");
  });

  it("of many choices has panels in place of colours, and says what it leaves out", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `name ${index}`);
    const { choice, svg } = await draw(product({ name: names, lambda: [1, 2] }, byLambda), [
      axis("name", names),
      axis("lambda", [1, 2]),
    ]);
    expect(choice.colour).toBeNull();
    expect(svg).toContain("the first 24 of 30 panels");
  });

  it.each([
    ["all the same", () => 0.07],
    ["all zero", () => 0],
    ["below zero", (_row: Row, index: number) => -index],
    ["near one", (_row: Row, index: number) => 1 - index * 1e-12],
    ["over many decades", (_row: Row, index: number) => 10 ** -index],
  ])("can be drawn of values %s", async (_name, measure) => {
    await draw(product({ lambda: lambdas, inference }, measure), [axis("lambda", lambdas)]);
    await draw(product({ lambda: lambdas, b: [1, 2] }, measure), [
      axis("b", [1, 2]),
      axis("lambda", lambdas),
    ]);
    await draw(product({ loss: ["a", "b"] }, measure), [axis("loss", ["a", "b"])]);
  });

  it("can be drawn where some values are missing", async () => {
    const rows = product({ lambda: lambdas, inference }, byLambda).map((row, index) => ({
      ...row,
      distance: index % 3 === 0 ? null : row.distance!,
    }));
    await draw(rows, [axis("lambda", lambdas)]);
  });
});
