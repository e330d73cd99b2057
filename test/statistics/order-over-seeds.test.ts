import { describe, expect, it } from "vitest";
import { orderOverSeeds } from "../../src/statistics/order-over-seeds.ts";
import { spreadOf } from "../../src/statistics/spread.ts";

const all = { from: 0, to: Number.POSITIVE_INFINITY };
const dials = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2];
const curve = (error: (dial: number) => number) => dials.map((dial) => ({ dial, error: error(dial) }));

describe("the order over seeds", () => {
  it.each([1, 2, 0.7])("of C λ^%d is that power, without error, whatever C a seed has", (power) => {
    const found = orderOverSeeds([curve((d) => 3 * d ** power), curve((d) => 7 * d ** power)], all);
    if (found.kind !== "order") throw new Error(found.kind);
    expect(found.slopes.mean).toBeCloseTo(power, 12);
    expect(found.slopes.standardError).toBeLessThan(1e-12);
    expect(found.line.scatter).toBeLessThan(1e-12);
    expect(found.line).toMatchObject({ points: 5, from: 1e-4, to: 1e-2 });
    expect(found.floor).toBeNull();
  });

  it("± is the standard error of the seeds' own slopes, not the scatter of a curve", () => {
    // Slopes 0.9, 1 and 1.1, each without scatter: standard deviation 0.1, standard error 0.1/√3.
    const found = orderOverSeeds(
      [0.9, 1, 1.1].map((p) => curve((d) => d ** p)),
      all,
    );
    if (found.kind !== "order") throw new Error(found.kind);
    expect(found.slopes.mean).toBeCloseTo(1, 12);
    expect(found.slopes.standardError).toBeCloseTo(0.1 / Math.sqrt(3), 12);
    expect(found.line.scatter).toBeLessThan(0.02);
  });

  it("one seed has no standard error", () => {
    const found = orderOverSeeds([curve((d) => d)], all);
    if (found.kind !== "order") throw new Error(found.kind);
    expect(found.slopes).toMatchObject({ n: 1, standardError: null });
  });

  it("an error that comes to a floor has none: the floor is the answer", () => {
    expect(orderOverSeeds([curve((d) => 0.58 + 0.1 * d)], all)).toMatchObject({ kind: "floor", at: 1e-4 });
    const found = orderOverSeeds([curve((d) => 0.075 + d), curve((d) => 0.085 + d)], all);
    expect(found).toMatchObject({ kind: "floor", floor: expect.closeTo(0.0801, 10) });
  });

  it("a wall of rounding is left out where the rest suffices", () => {
    const wide = [-12, -11, -10, -9, -8, -7, -6, -5, -4].map((p) => 10 ** p);
    const found = orderOverSeeds([wide.map((dial) => ({ dial, error: dial + 1e-18 / dial }))], all);
    if (found.kind !== "order") throw new Error(found.kind);
    expect(found.slopes.mean).toBeCloseTo(1, 3);
    expect(found.line.from).toBeGreaterThan(1e-8);
    expect(found.floor).toBeCloseTo(2e-9, 12);
  });

  it("looks at its window, and at errors above 0, alone", () => {
    const line = [
      ...curve((d) => d),
      { dial: 0.1, error: 7 },
      { dial: -1e-3, error: 7 },
      { dial: 5e-3, error: 0 },
    ];
    const found = orderOverSeeds([line], { from: 0, to: 0.01 });
    if (found.kind !== "order") throw new Error(found.kind);
    expect(found.slopes.mean).toBeCloseTo(1, 12);
  });

  it("too short a window has none", () => {
    expect(orderOverSeeds([curve((d) => d)], { from: 1e-3, to: 1e-2 })).toMatchObject({
      kind: "short",
      decades: expect.closeTo(1, 12),
    });
    expect(orderOverSeeds([curve((d) => d)], { from: 3e-3, to: 3e-3 })).toMatchObject({
      kind: "short",
      points: 1,
    });
  });
});

describe("the spread of observations", () => {
  it("has mean, sample standard deviation and standard error", () => {
    expect(spreadOf([1, 2, 3])).toEqual({ mean: 2, sd: 1, standardError: 1 / Math.sqrt(3), n: 3 });
  });

  it("of one or none says what is missing", () => {
    expect(spreadOf([5])).toEqual({ mean: 5, sd: null, standardError: null, n: 1 });
    expect(spreadOf([])).toEqual({ mean: null, sd: null, standardError: null, n: 0 });
  });
});
