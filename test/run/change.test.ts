import { describe, expect, it } from "vitest";
import { explainChanges } from "../../src/run/change.ts";

const point = (seed: number, stepSize: number, sizes: readonly number[] = [4, 3]) => ({
  seed,
  network: { sizes },
  inference: { solver: "euler", stepSize },
});

describe("explainChanges", () => {
  it("names the dotted path that changed, for every seed", () => {
    const now = [0, 1, 2].map((seed) => point(seed, 0.2));
    const then = [0, 1, 2].map((seed) => point(seed, 0.1));
    expect(explainChanges(now, then)).toEqual([
      ["inference.stepSize"],
      ["inference.stepSize"],
      ["inference.stepSize"],
    ]);
  });

  it("takes lists as one value, and settings that came or went as changes", () => {
    const changed = { ...point(0, 0.1, [4, 4, 3]), precision: "float32" };
    expect(explainChanges([changed], [point(0, 0.1)])).toEqual([["network.sizes", "precision"]]);
    expect(explainChanges([point(0, 0.1)], [changed])).toEqual([["network.sizes", "precision"]]);
  });

  it("compares with the nearest, whichever cell comes first", () => {
    // Seed 9 is new and has changed its step size too; seed 3 has changed its step size alone.
    const now = [point(9, 0.2), point(3, 0.2)];
    expect(explainChanges(now, [point(3, 0.1)])).toEqual([
      ["inference.stepSize", "seed"],
      ["inference.stepSize"],
    ]);
  });

  it("finds nothing near what shares little, or when nothing was there", () => {
    const other = { seed: 1, a: 1, b: 2, c: 3, d: 4 };
    expect(explainChanges([other], [{ seed: 2, a: 0, b: 0, c: 0, d: 0 }])).toEqual([null]);
    expect(explainChanges([other], [])).toEqual([null]);
  });

  it("tells a number from the same text", () => {
    expect(explainChanges([{ a: 1, b: 0 }], [{ a: "1", b: 0 }])).toEqual([["a"]]);
  });
});
