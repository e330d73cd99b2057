import { rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { collectCells, collectRows, surveyCells } from "../../src/run/collect.ts";
import { cellKey } from "../../src/run/identity.ts";
import { cellPath, writeCell } from "../../src/run/store/store.ts";
import { cellOf, entriesOf, freshStore, identity } from "./helpers.ts";

const cells = [2, 0, 1, 3].map((seed) => cellOf("w", { seed }));

/** Seeds 2, 0 and 1 are finished, in another order than the plan's; 3 isn't. */
const partlyDone = () => {
  const store = freshStore();
  for (const seed of [0, 1, 2]) {
    const main = [0.5, -0.5].map((value) => ({ seed, value: seed + value }));
    const cell = cellOf("w", { seed });
    writeCell(
      store,
      cellKey(cell, identity),
      cell,
      { tables: { main, test: [{ seed }] }, outcomes: { kink: seed, converged: 1 } },
      2,
    );
  }
  return { store, survey: surveyCells(store, entriesOf(store, cells)) };
};

describe("surveyCells", () => {
  it("adds up outcomes and times, and reports what is missing", () => {
    const { survey } = partlyDone();
    expect(survey.finished.map(({ cell }) => cell.settings.seed)).toEqual([2, 0, 1]);
    expect(survey.missing.map(({ cell }) => cell.settings.seed)).toEqual([3]);
    expect(JSON.stringify(survey.outcomes)).toBe('{"converged":3,"kink":3}');
    expect(survey.seconds).toBe(6);
  });
});

describe("collectRows", () => {
  it("follows the plan's order", () => {
    const { store, survey } = partlyDone();
    const rows = [...collectRows(store, survey.finished, { name: "main" })];
    expect(rows.map(({ value }) => value)).toEqual([2.5, 1.5, 0.5, -0.5, 1.5, 0.5]);
  });

  it("takes the rows that a table keeps, from the table that it names", () => {
    const { store, survey } = partlyDone();
    const keep = ({ value }: Readonly<Record<string, unknown>>) => Number(value) > 1;
    expect([...collectRows(store, survey.finished, { name: "main", keep })]).toHaveLength(3);
    expect([...collectRows(store, survey.finished, { name: "test" })]).toEqual([
      { seed: 2 },
      { seed: 0 },
      { seed: 1 },
    ]);
  });

  it("says which cell each row is from", () => {
    const { store, survey } = partlyDone();
    const pairs = [...collectCells(store, survey.finished, { name: "test" })];
    expect(pairs.map(({ entry, rows }) => [entry.cell.label, rows[0]?.seed])).toEqual([
      ['w {"seed":2}', 2],
      ['w {"seed":0}', 0],
      ['w {"seed":1}', 1],
    ]);
  });

  it("invents nothing for a cell that has gone meanwhile", () => {
    const { store, survey } = partlyDone();
    rmSync(cellPath(store, survey.finished[1]!.key, ".jsonl"));
    expect(() => [...collectRows(store, survey.finished, { name: "main" })]).toThrow('w {"seed":0}');
  });
});
