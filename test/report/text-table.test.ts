import { describe, expect, it } from "vitest";
import { textTable } from "../../src/report/text/text-table.ts";

describe("a table in the terminal", () => {
  const table = {
    columns: ["λ", "mean", "note"],
    rows: [
      ["0.1", "1 ± 0.5", "a"],
      ["1e-4", "x̄", ""],
    ],
  };

  it("has aligned columns, whatever letters they have", () => {
    expect(textTable(table, 80)).toBe(
      ["  λ     mean     note", "  0.1   1 ± 0.5  a", "  1e-4  x̄"].join("\n"),
    );
  });

  it("leaves out the last columns where it is too wide, and says so", () => {
    // Three columns of 4, 7 and 4 letters, each after two spaces.
    expect(textTable(table, 20).split("\n").at(-1)).toBe("  (not shown, but in the CSV: note)");
    expect(textTable(table, 21)).not.toContain("not shown");
    expect(textTable(table, 20, "with --json")).toContain("but with --json: note");
    for (const line of textTable(table, 10).split("\n").slice(0, 3)) expect(line).toMatch(/^ {2}\S+$/);
  });

  it("leaves out the middle of a long one, and says so", () => {
    const rows = Array.from({ length: 50 }, (_, index) => [String(index)]);
    const lines = textTable({ columns: ["n"], rows }, 80).split("\n");
    expect(lines.slice(0, 2)).toEqual(["  n", "  0"]);
    expect(lines.slice(20, 23)).toEqual(["  19", "  …", "  30"]);
    expect(lines.slice(-2)).toEqual(["  49", "  (not shown, but in the CSV: 10 rows)"]);
    // More than a call takes arguments.
    const many = Array.from({ length: 200_000 }, (_, index) => [String(index)]);
    expect(
      textTable({ columns: ["n"], rows: many }, 80)
        .split("\n")
        .at(-2),
    ).toBe("  199999");
  });
});
