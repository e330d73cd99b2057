import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { resolveFigures } from "../../src/figure/configs/resolve-figures.ts";
import { equipFigures, prepareFigures } from "../../src/figure/plan/figure.ts";
import { planFigures } from "../../src/figure/plan/figure-plan.ts";
import { shippedCosts } from "../../src/figure/plan/shipped-costs.ts";
import { measurePace } from "../../src/run/pace.ts";
import { openStore } from "../../src/run/store/store.ts";

describe("shippedCosts", () => {
  it("knows each kind of cell of the paper's figures: on a new machine `run all` says at once how long it takes", async () => {
    const figures = await equipFigures(prepareFigures(await resolveFigures("all", {})), () => {});
    const store = openStore(mkdtempSync(join(tmpdir(), "ebm-costs-")));
    const { entries, estimate } = await planFigures(figures, store, { force: false });
    const unknown = entries.flatMap(({ cell, expected }) => (expected === undefined ? [cell.work] : []));
    // If this fails, `npm run costs` measures them anew.
    expect([...new Set(unknown)]).toEqual([]);
    expect(estimate.unmeasured).toBe(0);
    expect(estimate.seconds).toBeGreaterThan(0);
  });

  it("takes half as long on a machine that computes twice as fast", () => {
    const [slow, fast] = [shippedCosts(2e-4), shippedCosts(1e-4)];
    expect(slow.length).toBeGreaterThan(5);
    for (const [index, { seconds }] of slow.entries()) {
      expect(seconds.mean / fast[index]!.seconds.mean).toBeCloseTo(2, 9);
      expect(seconds.most / fast[index]!.seconds.most).toBeCloseTo(2, 9);
    }
  });
});

describe("measurePace", () => {
  it("is the fastest of its measurements: a machine that was busy for a while computes no slower", () => {
    let [time, calls] = [0, 0];
    const now = (): number => {
      calls += 1;
      time += calls < 40 ? 0.01 : 0.001;
      return time;
    };
    expect(measurePace({ now })).toBeCloseTo(0.001, 12);
  });
});
