import { describe, expect, it } from "vitest";
import { filterRows, sortRows } from "../../../src/report/page/browser/filter.ts";

const cells = {
  columns: ["inference", "lambda", "error"],
  rows: [
    ["euler", "0.1", "0.28"],
    ["euler", "1", ""],
    ["equilibrium", "0.1", "1e-7"],
    ["equilibrium", "0.01", "2e-8"],
  ],
};

describe("the filter of a table", () => {
  it.each([
    ["", 4],
    ["euler", 2],
    ["EULER", 2],
    ["inference=euler", 2],
    ["inference=eul", 0],
    ["lambda<0.1", 1],
    ["lambda<=0.1", 3],
    ["error>1e-7", 1],
    ["error>=1e-7 lambda=0.1", 2],
    ["nothing=euler", 0],
  ])("keeps of %j %i rows", (query, count) => {
    expect(filterRows(cells, query)).toHaveLength(count);
  });
});

describe("the order of a table", () => {
  it("is that of the numbers, not of their texts, and missing ones come last either way", () => {
    const errors = (direction: "ascending" | "descending") =>
      sortRows(cells.rows, 2, direction).map((row) => row[2]);
    expect(errors("ascending")).toEqual(["2e-8", "1e-7", "0.28", ""]);
    expect(errors("descending")).toEqual(["0.28", "1e-7", "2e-8", ""]);
  });

  it("leaves equal rows as they were", () => {
    expect(sortRows(cells.rows, 0, "descending").map((row) => row[1])).toEqual(["0.1", "1", "0.1", "0.01"]);
  });
});
