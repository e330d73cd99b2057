import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitCode } from "../../src/errors.ts";
import { readFailure, writeFailure } from "../../src/run/failure.ts";
import { cellKey } from "../../src/run/identity.ts";
import { planCells } from "../../src/run/plan.ts";
import { plannedNames, readPlanRecord, writePlanRecord } from "../../src/run/plan-record.ts";
import { cellPath } from "../../src/run/store/store.ts";
import { cellOf, freshStore, identity } from "./helpers.ts";

const cell = cellOf("w", { seed: 1 });
const key = cellKey(cell, identity);

/** What an editor, a full disk or a bad copy may leave in place of a record. */
const damages = [
  "",
  "null",
  "7",
  "[]",
  "{",
  '"text"',
  "{}",
  '{"format":"ebm plan 2","identity":{},"cells":[null]}',
  '{"format":"ebm plan 2","identity":{},"cells":[{"key":"../../x","work":"w","label":"l"}]}',
  '{"format":"ebm plan 2","identity":{},"cells":[{"work":"w","label":"l"}]}',
  '{"format":"ebm plan 2","identity":null,"cells":[]}',
  "\u0000\u0001",
];

describe("damaged bookkeeping", () => {
  it.each(damages)("as a plan's record (%j) counts as none", (content) => {
    const store = freshStore();
    mkdirSync(join(store.folder, "plans"));
    writeFileSync(join(store.folder, "plans", "fig3a.json"), content);
    expect(readPlanRecord(store, "fig3a")).toBeNull();
    const plan = planCells([cell], store, readPlanRecord(store, "fig3a"), { identity, force: false });
    expect(plan.entries[0]?.reason).toBe("new");
    writePlanRecord(store, "fig3a", { identity, cells: [{ key, ...cell }] });
    expect(readPlanRecord(store, "fig3a")?.cells).toHaveLength(1);
  });

  it.each(damages)("as a failure's record (%j) counts as none", (content) => {
    const store = freshStore();
    writeFailure(store, key, cell, "why", "");
    writeFileSync(cellPath(store, key, ".failed.json"), content);
    expect(readFailure(store, key)).toBeNull();
    expect(planCells([cell], store, null, { identity, force: false }).entries[0]?.reason).toBe("new");
  });

  it("as a file in place of a shelf is one error of the environment, which names it", () => {
    const store = freshStore();
    writeFileSync(dirname(cellPath(store, key, ".jsonl")), "");
    expect(planCells([cell], store, null, { identity, force: false }).todo).toBe(1);
    expect(() => writeFailure(store, key, cell, "why", "")).toThrowError(
      expect.objectContaining({
        code: exitCode.environment,
        message: expect.stringContaining(dirname(cellPath(store, key, ".jsonl"))),
      }),
    );
  });

  it("as a strange name among the plans is passed over", () => {
    const store = freshStore();
    writePlanRecord(store, "fig3a", { identity, cells: [] });
    writeFileSync(join(store.folder, "plans", "%E0%A4%A.json"), "");
    expect(plannedNames(store)).toEqual(["fig3a"]);
  });
});
