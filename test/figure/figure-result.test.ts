import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeFigure } from "../../src/figure/result/figure-result.ts";
import { finishedFigure, runOf } from "./finished-figure.ts";

describe("writeFigure", () => {
  it("writes the whole result with what is known of its cells", async () => {
    const { store, planned } = finishedFigure("done");
    const folder = join(store.resultsRoot, "small");
    const { result } = await writeFigure(planned, { folder, reason: null }, runOf(store, []));
    expect(result).toMatchObject({
      state: "whole",
      numbers: "new",
      cells: { computed: 0, reused: 4 },
      outcomes: { converged: 4 },
      seconds: 8,
    });
    expect(readFileSync(join(folder, "small.csv"), "utf8").split("\n")[1]).toBe(
      "euler,0,0.1,0.5,0.25,1,0.5,0.75,0.125,0.5,4,0.5,converged,0,0,3",
    );
    const { kinds } = JSON.parse(readFileSync(join(folder, "run.json"), "utf8"));
    const seconds = { mean: 2, most: 2 };
    const marks = { kind: expect.any(String), size: expect.any(String) };
    expect(kinds).toEqual([
      { ...marks, work: "nudge", like: "euler, seed 0, λ 0.1", cells: 2, seconds, megabytes: 81 },
      { ...marks, work: "nudge", like: "equilibrium, seed 0, λ 0.1", cells: 2, seconds, megabytes: 83 },
    ]);
  });

  it("does not take the older result of a cell that failed when it was forced", async () => {
    const { store, planned } = finishedFigure("todo");
    const folder = join(store.resultsRoot, "small");
    const failed = [{ entry: planned.entries[0]!, message: "its process was ended", log: "a.log" }];
    const { result } = await writeFigure(planned, { folder, reason: null }, runOf(store, failed));
    expect(result).toMatchObject({ state: "partial", folder: `${folder}.partial`, cells: { computed: 3 } });
    expect(readFileSync(join(`${folder}.partial`, "small.csv"), "utf8")).not.toContain("euler,0,");
    const [failure] = JSON.parse(readFileSync(join(`${folder}.partial`, "failures.json"), "utf8"));
    expect(failure).toMatchObject({ label: "euler, seed 0, λ 0.1", message: "its process was ended" });

    // The next run succeeds: what was partial is whole.
    await writeFigure(planned, { folder, reason: null }, runOf(store, []));
    expect(existsSync(`${folder}.partial`)).toBe(false);
  });
});
