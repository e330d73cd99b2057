import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Row } from "../../src/rows/row.ts";
import { tableRowBlocks, tableText } from "../../src/run/store/table-text.ts";

const textOf = (rows: readonly Row[]): string => [...tableText("main", rows)].join("");

describe("the text of a table", () => {
  it("is that of its rows as JSON, whatever the number of pieces", () => {
    for (const length of [0, 1, 4096, 9000]) {
      const rows = Array.from({ length }, (_, seed) => ({ seed, value: seed / 3, outcome: null }));
      expect(textOf(rows)).toBe(JSON.stringify(rows));
    }
    expect(() => textOf([{ a: 0 }, { a: Number.NaN }])).toThrow('Row 1 of table "main" has NaN for "a"');
  });

  it("is read in blocks of about so many bytes", () => {
    const rows = Array.from({ length: 1000 }, (_, seed) => ({ seed, value: seed / 3 }));
    const blocks = [...tableRowBlocks(Buffer.from(textOf(rows)), 1000)];
    expect(blocks.flat()).toEqual(rows);
    expect(blocks.length).toBeGreaterThan(25);
    expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThan(50);
  });

  it("is read whole, whatever its names and values look like", () => {
    const awkward = fc.string({
      unit: fc.constantFrom("a", "{", "}", ",", ":", '"', "[", "]", "\\", "λ"),
      maxLength: 8,
    });
    const anything = fc.tuple(
      fc.uniqueArray(awkward, { minLength: 1, maxLength: 3 }),
      fc.array(fc.array(awkward, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
    );
    fc.assert(
      fc.property(anything, ([names, values]) => {
        const rows = values.map((own) => Object.fromEntries(names.map((name, at) => [name, own[at]!])));
        expect([...tableRowBlocks(Buffer.from(JSON.stringify(rows)), 1)].flat()).toEqual(rows);
      }),
      { numRuns: 500 },
    );
  });
});
