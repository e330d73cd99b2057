import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { resolveConfigs } from "../../src/figure/configs/resolved-config.ts";
import { prepareFigures } from "../../src/figure/plan/figure.ts";
import type { PlannedFigure } from "../../src/figure/plan/figure-plan.ts";
import { type RunSoFar, writeFigure } from "../../src/figure/result/figure-result.ts";
import { cellKey, type Identity } from "../../src/run/identity.ts";
import type { Entry } from "../../src/run/plan.ts";
import { openStore, prepareStore, type Store, writeCell } from "../../src/run/store/store.ts";
import { temporaryFolder, writeConfig } from "../cli/ebm.ts";
import { writeDataset } from "../data/idx-files.ts";

const identity: Identity = { laboratory: "test laboratory" };

/** A planned figure of four cells, all of which have a result in the store. */
function finishedFigure(state: Entry["state"]): { readonly store: Store; readonly planned: PlannedFigure } {
  const folder = temporaryFolder();
  const images = join(folder, "images");
  mkdirSync(images);
  writeDataset(images);
  const file = writeConfig(folder, "small", [
    "experiment: nudge-sweep",
    "seeds: [0, 1]",
    "lambda: [0.1]",
    "network: { sizes: [6, 3, 4] }",
    `dataset: { dir: ${JSON.stringify(images)} }`,
  ]);
  const [figure] = prepareFigures(resolveConfigs([{ name: "small", file: join(folder, file) }], []));
  const store = openStore(join(folder, "results"));
  prepareStore(store);
  const entries = figure!.cells.map((cell) => ({ cell, key: cellKey(cell, identity), state, reason: "" }));
  for (const [index, { cell, key }] of entries.entries()) {
    const row = {
      inference: index < 2 ? "euler" : "equilibrium",
      seed: index % 2,
      lambda: 0.1,
      gradient_distance: 0.5,
      relative_distance: 0.25,
      cosine: 1,
      ...{ relative_distance_0: 0.5, cosine_0: 0.75, relative_distance_1: 0.125, cosine_1: 0.5 },
      largest_curvature: 4,
      largest_step: 0.5,
      outcome: "converged",
      rounding: 0,
      residual: 0,
      iterations: 3,
    };
    writeCell(store, key, cell, { tables: { nudges: [row] }, outcomes: { converged: 1 } }, 2, 80 + index);
  }
  return { store, planned: { figure: figure!, entries, keys: entries.map(({ key }) => key) } };
}

const runOf = (store: Store, failed: RunSoFar["failed"]): RunSoFar => ({
  store,
  identity,
  provenance: { version: "1.2.3", commit: null, node: "20.19.0" },
  started: new Date(0),
  failed,
});

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
