import { describe, expect, it } from "vitest";
import type { Row } from "../../src/rows/row.ts";
import { keepRows, type Rows } from "../../src/rows/rows.ts";
import { textBlocks } from "../../src/rows/text-blocks.ts";

const columns = ["seed", "step", "outcome", "value", "note"];

/** More than two blocks, of which the last is not full; every kind of column in them. */
const written: readonly Row[] = Array.from({ length: 10_000 }, (_, step) => ({
  seed: 3,
  step,
  outcome: step < 5000 ? "converged" : step % 3 === 0 ? null : "kink",
  value: step % 7 === 0 ? null : step === 1 ? -0 : 1 / step,
  note: step === 9000 ? "a text among numbers" : step,
}));

const kept = (rows: readonly Row[] = written): Rows => {
  const keeper = keepRows(columns);
  for (const row of rows) keeper.add(row);
  return keeper.rows();
};

describe("rows that are kept as columns", () => {
  it("are the rows that were kept, to the bit, in their order", () => {
    const rows = kept();
    expect(rows.length).toBe(written.length);
    const wrong = [...rows].filter((row, index) =>
      columns.some((name) => !Object.is(row[name], written[index]![name])),
    );
    expect(wrong).toEqual([]);
    expect(Object.keys([...rows][0]!)).toEqual(columns);
    expect([...kept([])]).toEqual([]);
    expect(kept(written.slice(0, 4096)).length).toBe(4096);
  });

  it("answer as an array of them does", () => {
    const isKink = (row: Row): boolean => row.outcome === "kink";
    const isLate = (row: Row): boolean => Number(row.step) > 9990;
    const sum = (total: number, row: Row): number => total + Number(row.value);
    const seen = (rows: Rows): readonly unknown[] => {
      const kinks = rows.filter(isKink);
      const steps: unknown[] = [];
      kinks.filter(isLate).forEach((row) => {
        steps.push(row.step);
      });
      return [
        kinks.length,
        steps,
        [...kinks.filter(isLate)],
        [...kinks.slice(10, 13)],
        [...rows.slice(4094, 4099)],
        [...rows.slice(9998, 20_000)],
        rows.find(isKink),
        kinks.find((row) => row.step === 4),
        rows.some(isLate),
        kinks.every(isKink),
        rows.every(isKink),
        rows.reduce(sum, 0),
        kinks.slice(0, 5).map((row) => row.step),
        rows.slice(0, 9).flatMap((row) => (typeof row.value === "number" ? [row.value] : [])),
        rows.filter(() => true).length,
        rows.filter(() => false).length,
      ];
    };
    expect(seen(kept())).toEqual(seen(written));
  });

  it("lend each look a row of its own, with all columns", () => {
    const rows = kept(written.slice(0, 10));
    const later = rows.filter((row) => rows.some((other) => Number(other.step) === Number(row.step) + 9));
    expect(later.map(({ step }) => step)).toEqual([0]);
    expect(rows.some((row) => Object.keys({ ...row }).join() === columns.join())).toBe(true);
  });
});

describe("textBlocks", () => {
  it("give the bytes of the text, in blocks of about so many", () => {
    const pieces = Array.from({ length: 1000 }, (_, index) => `λ${index}\n`);
    const blocks = [...textBlocks(pieces, 100)];
    expect(Buffer.concat(blocks).toString()).toBe(pieces.join(""));
    expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThan(150);
    expect([...textBlocks([""])]).toEqual([]);
  });
});
