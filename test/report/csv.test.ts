import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLines, csvText, parseCsv, readCsvText } from "../../src/report/result/csv.ts";

describe("csvText", () => {
  it("writes a header and a line a row, each with its line end", () => {
    const rows = [
      { seed: 0, value: 0.1 },
      { seed: 1, value: 1e-7 },
    ];
    expect(csvText(["seed", "value"], rows)).toBe("seed,value\n0,0.1\n1,1e-7\n");
  });

  it("quotes as RFC 4180 says: commas, quotes and line ends", () => {
    expect(csvText(["a"], [{ a: "x,y" }, { a: 'say "no"' }, { a: "two\nlines" }])).toBe(
      'a\n"x,y"\n"say ""no"""\n"two\nlines"\n',
    );
  });

  it("leaves a missing value empty, and writes minus zero as 0", () => {
    expect(csvText(["a", "b"], [{ a: null, b: -0 }])).toBe("a,b\n,0\n");
  });

  it("takes the columns in the order given, whatever the order in the row", () => {
    expect(csvText(["b", "a"], [{ a: 1, b: 2 }])).toBe("b,a\n2,1\n");
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("refuses %s", (value) => {
    expect(() => csvText(["a"], [{ a: value }])).toThrow(/only finite numbers/);
  });

  it("refuses a row that lacks a column or has one too many, and a column named twice", () => {
    expect(() => csvText(["a", "b"], [{ a: 1 }])).toThrow(/row 0 lacks the column b/);
    expect(() => csvText(["a"], [{ a: 1, c: 2 }])).toThrow(/row 0 has the unknown column c/);
    expect(() => csvText(["a", "a"], [])).toThrow(/twice/);
    expect(() => csvText(["toString"], [{}])).toThrow(/lacks the column toString/);
  });

  it("yields lines one by one, without asking for the rows ahead", () => {
    let asked = 0;
    const rows = (function* () {
      for (;;) yield { a: asked++ };
    })();
    const lines = csvLines(["a"], rows);
    expect([lines.next().value, lines.next().value, lines.next().value]).toEqual(["a\n", "0\n", "1\n"]);
    expect(asked).toBe(2);
  });
});

describe("parseCsv", () => {
  it("reads numbers in shortest form as numbers, all else as text, empty as missing", () => {
    expect(parseCsv("a,b,c,d\n1e-7,,007,Infinity\n")).toEqual({
      columns: ["a", "b", "c", "d"],
      rows: [{ a: 1e-7, b: null, c: "007", d: "Infinity" }],
    });
  });

  it("gives back every finite number to the bit", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true })), (numbers) => {
        const rows = numbers.map((value) => ({ value }));
        const expected = numbers.map((value) => ({ value: value === 0 ? 0 : value }));
        expect(parseCsv(csvText(["value"], rows)).rows).toEqual(expected);
      }),
    );
  });

  it("writes again what it read, byte for byte", () => {
    const cell = fc.oneof(
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ first: cell, "second, quoted": cell })), (rows) => {
        const text = csvText(["first", "second, quoted"], rows);
        const table = parseCsv(text);
        expect(csvText(table.columns, table.rows)).toBe(text);
      }),
    );
  });

  it("names the file and the record of a damaged row or header", () => {
    expect(() => parseCsv("a,b\n1,2\n3\n", "fig2a.csv")).toThrow(/^fig2a.csv: record 3: 1 cells/);
    expect(() => parseCsv("a,a\n", "fig2a.csv")).toThrow(/the column a occurs twice/);
    expect(() => parseCsv("", "fig2a.csv")).toThrow(/no header/);
  });
});

describe("readCsvText", () => {
  it("refuses in words what is larger than a text can be", () => {
    const folder = mkdtempSync(join(tmpdir(), "csv-"));
    const path = join(folder, "long.csv");
    writeFileSync(path, `a\n${"λ\n".repeat(1e6)}`);
    expect(readCsvText(path)).toHaveLength(2e6 + 2);
    expect(() => readCsvText(path, 2e6)).toThrow(
      /long\.csv: expected a table of at most 2 MB .*, found 4 MB; /,
    );
    rmSync(folder, { recursive: true });
  });
});
