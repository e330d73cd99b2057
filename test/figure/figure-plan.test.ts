import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { resolveFigures } from "../../src/figure/configs/resolve-figures.ts";
import { prepareFigures } from "../../src/figure/plan/figure.ts";
import { planFigures } from "../../src/figure/plan/figure-plan.ts";
import { openStore } from "../../src/run/store/store.ts";

const planOf = async (configs: readonly string[]) => {
  const figures = prepareFigures((await Promise.all(configs.map((name) => resolveFigures(name, {})))).flat());
  let todo = 0;
  const store = openStore(mkdtempSync(join(tmpdir(), "ebm-plan-")));
  const { entries } = await planFigures(figures, store, { force: false, atTodo: () => (todo += 1) });
  expect(todo).toBe(entries.length);
  return entries;
};

it("computes the longest cells first, so that no core trains a network alone at the end", async () => {
  const entries = await planOf(["smoke/fig3b", "smoke/train-compare", "smoke/fig2b"]);
  const works = entries.map(({ cell }) => cell.work);
  const trains = works.map((work) => work === "training" || work === "train-compare");
  expect(trains.indexOf(false)).toBe(trains.filter(Boolean).length);
  expect(trains.indexOf(false)).toBeGreaterThan(0);
  // Among those of the same examples, 50 steps of inference take longer than a backprop.
  const sizes = entries
    .filter(({ cell }) => cell.work === "training")
    .map(({ cell }) => cell.settings.algorithm);
  expect(sizes.lastIndexOf("pc-nudge")).toBeLessThan(sizes.indexOf("backprop"));
});

it("begins with small figures, whose pictures are drawn while the others compute, and ends with the short cells of the largest of them", async () => {
  const entries = await planOf(["fig3b", "fig2b", "fig2a", "fig3a"]);
  const works = entries.map(({ cell }) => cell.work);
  const runs = works.filter((work, index) => work !== works[index - 1]);
  expect(runs).toEqual(["energy-evolution", "inference-distance", "training", "nudge"]);
});

it("hears between two cells that it is to end", async () => {
  const figures = prepareFigures(await resolveFigures("smoke/fig3a", {}));
  const store = openStore(mkdtempSync(join(tmpdir(), "ebm-plan-")));
  let turns = 0;
  const turn = async () => {
    turns += 1;
    if (turns === 3) throw new Error("SIGTERM");
  };
  await expect(planFigures(figures, store, { force: false, turn })).rejects.toThrow("SIGTERM");
});
