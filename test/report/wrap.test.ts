import { describe, expect, it } from "vitest";
import { alignedRows, wrap } from "../../src/report/text/wrap.ts";

describe("wrap", () => {
  it("breaks at spaces, never beyond the width, and leaves a longer word whole", () => {
    expect(wrap("one two three four", 9)).toBe("one two\nthree\nfour");
    expect(wrap("one extraordinary two", 9, "  ")).toBe("  one\n  extraordinary\n  two");
  });
});

describe("alignedRows", () => {
  it("aligns columns, and wraps the last beside the others or below them", () => {
    const rows = [
      ["a", "short", "one two three four five six seven eight nine ten"],
      ["longer", "b", "eleven"],
    ];
    expect(alignedRows(rows, 50)).toBe(
      [
        "  a       short  one two three four five six seven",
        "                 eight nine ten",
        "  longer  b      eleven",
      ].join("\n"),
    );
    expect(alignedRows([["name", "x̄ is a mean"]], 20)).toBe("  name\n      x̄ is a mean");
  });
});
