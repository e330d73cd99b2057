import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { resolveFigures } from "../../src/figure/configs/resolve-figures.ts";
import { prepareFigures } from "../../src/figure/plan/figure.ts";
import { planFigures } from "../../src/figure/plan/figure-plan.ts";
import { openStore } from "../../src/run/store/store.ts";

it("computes the longest cells first, so that no core trains a network alone at the end", async () => {
  const configs = ["smoke/fig2a", "smoke/fig2b", "smoke/fig3b", "smoke/train-compare"];
  const figures = prepareFigures((await Promise.all(configs.map((name) => resolveFigures(name, {})))).flat());
  let todo = 0;
  const store = openStore(mkdtempSync(join(tmpdir(), "ebm-plan-")));
  const { entries } = planFigures(figures, store, { force: false, atTodo: () => (todo += 1) });
  const works = entries.map(({ cell }) => cell.work);
  const trains = works.map((work) => work === "training" || work === "train-compare");
  expect(trains.indexOf(false)).toBe(trains.filter(Boolean).length);
  expect(trains.indexOf(false)).toBeGreaterThan(0);
  // Among those of the same examples, 50 steps of inference take longer than a backprop.
  const sizes = entries
    .filter(({ cell }) => cell.work === "training")
    .map(({ cell }) => cell.settings.algorithm);
  expect(sizes.lastIndexOf("pc-nudge")).toBeLessThan(sizes.indexOf("backprop"));
  expect(todo).toBe(entries.length);
});
