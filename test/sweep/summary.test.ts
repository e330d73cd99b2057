import { describe, expect, it } from "vitest";
import type { Row } from "../../src/rows/row.ts";
import { aggregateTable } from "../../src/sweep/aggregate-table.ts";
import { summaryColumns, summaryRows } from "../../src/sweep/summary.ts";
import { chooseView } from "../../src/sweep/view.ts";

const column = (name: string) => ({ name, unit: "dimensionless", meaning: name });
const table = {
  name: "t",
  columns: [
    { ...column("lambda"), role: "key" as const },
    { ...column("seed"), role: "key" as const },
    column("distance"),
    { ...column("outcome"), role: "note" as const },
  ],
};
const view = chooseView([table], null, ["lambda"]);

// Mean 2 and sample sd √((1 + 0 + 1)/2) = 1 at λ = 0.1; one observation of two at λ = 1.
const rows: readonly Row[] = [
  { lambda: 0.1, seed: 0, distance: 1, outcome: "converged" },
  { lambda: 1, seed: 0, distance: 5, outcome: "kink" },
  { lambda: 0.1, seed: 1, distance: 2, outcome: "kink" },
  { lambda: 0.1, seed: 2, distance: 3, outcome: "kink" },
  { lambda: 1, seed: 1, distance: null, outcome: "converged" },
];

describe("the summary of a table", () => {
  it("has mean, sample standard deviation and number of each group, and its kinks", () => {
    const none = { diverged: 0, saddle: 0, max_steps: 0, not_arrived: 0, rounding: 0 };
    expect([...summaryRows(rows, view)]).toEqual([
      { lambda: 0.1, distance_mean: 2, distance_sd: 1, distance_n: 3, ...none, kinks: 2, converged: 1 },
      { lambda: 1, distance_mean: 5, distance_sd: null, distance_n: 1, ...none, kinks: 1, converged: 1 },
    ]);
  });

  it("has exactly its columns", () => {
    const names = summaryColumns(view).map(({ name }) => name);
    for (const row of summaryRows(rows, view)) expect(Object.keys(row)).toEqual(names);
  });

  it("is shown in a few digits", () => {
    expect(aggregateTable(rows, view)).toEqual({
      columns: ["lambda", "distance", "n", "kinks"],
      needed: 2,
      rows: [
        ["0.1", "2 ± 1", "3", "2"],
        ["1", "5", "1", "1"],
      ],
    });
  });
});

describe("the measure", () => {
  const other = { ...table, name: "test", columns: [...table.columns.slice(0, 2), column("accuracy")] };

  it("is the first measured column, or the one that is asked for", () => {
    expect(chooseView([table, other], null, []).measure.name).toBe("distance");
    const chosen = chooseView([table, other], "test.accuracy", []);
    expect([chosen.table.name, chosen.measure.name]).toEqual(["test", "accuracy"]);
  });

  it("that there isn't is refused with the nearest name", () => {
    expect(() => chooseView([table, other], "distanse", [])).toThrow(
      /\(distance, test\.accuracy\).*did you mean distance\?/,
    );
    expect(() => chooseView([table, other], "seed", [])).toThrow(/expected a column that is measured/);
  });
});
