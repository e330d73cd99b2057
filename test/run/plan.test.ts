import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Cell } from "../../src/rows/cell.ts";
import { clearFailure, readFailure, writeFailure } from "../../src/run/failure.ts";
import { cellKey, type Identity } from "../../src/run/identity.ts";
import { costsOf } from "../../src/run/kind.ts";
import { planCells } from "../../src/run/plan.ts";
import { readPlanRecord, writePlanRecord } from "../../src/run/plan-record.ts";
import { cellPath, type Store, writeCell } from "../../src/run/store/store.ts";
import { cellOf, freshStore } from "./helpers.ts";

const grid = (stepSize: number, seeds: readonly number[] = [0, 1, 2]) =>
  seeds.map(
    (seed): Cell => ({
      ...cellOf("sweep", { seed, inference: { stepSize } }),
      uses: ["energy hopfield", "solver euler"],
    }),
  );

const a: Identity = {
  laboratory: "1",
  "work sweep": "2",
  "energy hopfield": "3",
  "solver euler": "4",
  "solver equilibrium": "5",
};
/** Another version of a part of these cells, and one of what they are not computed with. */
const b: Identity = { ...a, "solver euler": "other" };
const c: Identity = { ...a, "solver equilibrium": "other" };

const finish = (store: Store, cells: readonly Cell[], identity = a, seconds = 2): void => {
  for (const cell of cells)
    writeCell(store, cellKey(cell, identity), cell, { tables: {}, outcomes: {} }, seconds);
};

const record = (store: Store, cells: readonly Cell[], identity = a): void => {
  const { entries } = planCells(cells, store, null, { identity, force: false });
  writePlanRecord(store, "published-code/fig3a", {
    identity,
    cells: entries.map(({ key, cell }) => ({ key, ...cell })),
  });
};

const reasons = (store: Store, cells: readonly Cell[], identity = a, force = false): readonly string[] => {
  const previous = readPlanRecord(store, "published-code/fig3a");
  const plan = planCells(cells, store, previous, { identity, force });
  return plan.entries.map(({ state, reason }) => (reason === "" ? state : reason));
};

describe("planCells", () => {
  it("tells done from new, in the order of the cells", () => {
    const store = freshStore();
    const cells = grid(0.1);
    finish(store, [cells[1]!]);
    const plan = planCells(cells, store, null, { identity: a, force: false });
    expect(plan.entries.map(({ cell, state, reason }) => [cell.settings.seed, state, reason])).toEqual([
      [0, "todo", "new"],
      [1, "done", ""],
      [2, "todo", "new"],
    ]);
    expect([plan.done, plan.todo]).toEqual([1, 2]);
  });

  it("asks for equal computations once", () => {
    const [cell] = grid(0.1);
    const twin = { ...cell!, label: "the same by another name" };
    const plan = planCells([cell!, twin, ...grid(0.2)], freshStore(), null, {
      identity: a,
      force: false,
    });
    expect(plan.entries).toHaveLength(4);
    expect(plan.keys[0]).toBe(plan.keys[1]);
    expect(new Set(plan.keys).size).toBe(4);
  });

  it("computes everything again when forced, and says so", () => {
    const store = freshStore();
    finish(store, grid(0.1, [0]));
    expect(reasons(store, grid(0.1, [0, 1]), a, true)).toEqual(["forced", "new"]);
  });

  it("retries what failed before", () => {
    const store = freshStore();
    const cells = grid(0.1);
    const key = cellKey(cells[1]!, a);
    writeFailure(store, key, cells[1]!, "it diverged", "");
    expect(reasons(store, cells)).toEqual(["new", "failed before", "new"]);
    expect(readFailure(store, key)?.message).toBe("it diverged");
    clearFailure(store, key);
    expect(reasons(store, cells)).toEqual(["new", "new", "new"]);
  });

  it("replaces a damaged result", () => {
    const store = freshStore();
    finish(store, grid(0.1));
    writeFileSync(cellPath(store, cellKey(grid(0.1)[2]!, a), ".jsonl"), "");
    expect(reasons(store, grid(0.1))).toEqual(["done", "done", "stored result damaged"]);
  });
});

describe("reasons against the last plan", () => {
  const store = freshStore();
  finish(store, grid(0.1));
  record(store, grid(0.1));

  it("names the changed field", () => {
    expect(reasons(store, grid(0.2))).toEqual(Array(3).fill("inference.stepSize changed"));
  });

  it("calls cells new that extend the grid", () => {
    expect(reasons(store, grid(0.1, [0, 1, 2, 3, 4]))).toEqual(["done", "done", "done", "new", "new"]);
  });

  it("names the part of the program that changed, alone and with a field, and still calls new cells new", () => {
    expect(reasons(store, grid(0.1, [0, 1, 2, 3]), b)).toEqual([
      ...Array(3).fill("solver euler changed"),
      "new",
    ]);
    expect(reasons(store, grid(0.2), b)).toEqual(Array(3).fill("inference.stepSize, solver euler changed"));
  });

  it("keeps cells that the changed part does not compute", () => {
    expect(reasons(store, grid(0.1), c)).toEqual(["done", "done", "done"]);
  });

  it("calls a cell new that the last plan asked for and never got", () => {
    record(store, grid(0.3));
    expect(reasons(store, grid(0.3))).toEqual(["new", "new", "new"]);
  });

  it("goes without a record that can't be read", () => {
    record(store, grid(0.1));
    writeFileSync(`${store.folder}/plans/published-code%2Ffig3a.json`, '{"format":"ebm plan 2","eng');
    expect(reasons(store, grid(0.2))).toEqual(["new", "new", "new"]);
  });
});

describe("the estimate", () => {
  it("is the mean time of the measured cells of the same work", () => {
    const store = freshStore();
    const cells = [...grid(0.1, [0, 1, 2, 3]), cellOf("train", { seed: 0 })];
    finish(store, [cells[0]!], a, 1);
    finish(store, [cells[1]!], a, 4);
    const plan = planCells(cells, store, null, { identity: a, force: false });
    expect(plan.estimate).toEqual({
      seconds: 2.5 + 2.5,
      unmeasured: 1,
      most: { seconds: 4, megabytes: null },
    });
  });

  it("also learns from the last plan's cells", () => {
    const store = freshStore();
    finish(store, grid(0.1), a, 3);
    record(store, grid(0.1));
    const previous = readPlanRecord(store, "published-code/fig3a");
    const plan = planCells(grid(0.2), store, previous, { identity: a, force: false });
    expect(plan.estimate).toMatchObject({ seconds: 9, unmeasured: 0 });
  });

  it("takes no cell of 50 steps for one of a billion, and one of another activation for the next best", () => {
    const store = freshStore();
    const of = (steps: number, activation = "relu", seed = 0): Cell =>
      cellOf("nudge", { seed, lambda: 0.1 * seed, steps, activation });
    finish(store, [of(50)], a, 3);
    const cells = [of(50), of(50, "relu", 1), of(1e9), of(50, "tanh"), of(60, "tanh")];
    const { estimate } = planCells(cells, store, null, { identity: a, force: false });
    expect(estimate).toMatchObject({ seconds: 3 + 3, unmeasured: 2 });
    // What earlier runs have recorded is asked for what the plan's own cells don't tell.
    const earlier = () =>
      costsOf([
        { cell: of(60), seconds: 5, megabytes: 90 },
        { cell: of(50), seconds: 100 },
      ]);
    const more = planCells(cells, store, null, { identity: a, force: false, earlier }).estimate;
    expect(more).toEqual({ seconds: 3 + 3 + 5, unmeasured: 1, most: { seconds: 5, megabytes: 90 } });
    const { entries } = planCells(cells, store, null, { identity: a, force: false, earlier });
    expect(entries.map(({ expected }) => expected)).toEqual([undefined, 3, undefined, 3, 5]);
  });
});
