import { describe, expect, it } from "vitest";
import { fileStem, keepTable } from "../../src/report/result/table.ts";

const column = (name: string) => ({ name, unit: "dimensionless", meaning: name });

describe("keepTable", () => {
  it("takes the kept rows, with the table's columns in their order", () => {
    const rows = [
      { a: 1, b: 2, c: 3 },
      { a: 4, b: 5, c: 6 },
    ];
    const table = {
      name: "s",
      columns: [column("c"), column("a")],
      keep: (row: { a?: unknown }) => row.a === 4,
    };
    const { add, rows: kept } = keepTable(table);
    rows.forEach(add);
    const taken = [...kept()];
    expect(taken).toEqual([{ a: 4, c: 6 }]);
    expect(Object.keys(taken[0]!)).toEqual(["c", "a"]);
  });

  it("refuses a row without one of the columns", () => {
    expect(() => keepTable({ name: "s", columns: [column("z")] }).add({ a: 1 })).toThrow(
      /lacks the column z/,
    );
  });
});

describe("fileStem", () => {
  it("is the last part of the name", () => {
    expect([fileStem("fig2a"), fileStem("smoke/fig2a")]).toEqual(["fig2a", "fig2a"]);
  });
});
