import { describe, expect, it } from "vitest";
import { approach, arrivalRule, notYet, type Sight } from "../../src/inference/arrival.ts";

/** A sample that has come no nearer for a while, at a distance that is rounding where it stands. */
const standsAt = (extent: number): readonly Sight[] =>
  Array.from({ length: 5 }, () => ({
    distance: extent * 2 ** -51,
    residual: extent * 2 ** -51,
    extent,
    onKink: false,
    violation: 0,
  }));

const rule = arrivalRule("float64", 1e-12, 1e-9);

const rests = (sights: readonly Sight[]): boolean => {
  const arrival = notYet();
  return sights.some((sight) => {
    approach(arrival, sight.distance);
    return rule.rests(arrival, sight);
  });
};

describe("arrivalRule", () => {
  it("takes a sample for rest that comes no nearer than rounding allows", () => {
    expect(rests(standsAt(1))).toBe(true);
    expect(rests(standsAt(1e7))).toBe(true);
  });

  it("takes none for rest that is on its way to infinity, where rounding hides every step", () => {
    expect(rests(standsAt(1e9))).toBe(false);
    expect(rests(standsAt(1e15))).toBe(false);
  });

  it("takes none for rest that still comes nearer, beyond the tolerance", () => {
    expect(rests([...standsAt(4), ...standsAt(2), ...standsAt(1)].filter((_, k) => k % 5 === 0))).toBe(false);
  });

  it("takes what is rounding of a position for near, and of a smaller one not", () => {
    expect(rule.isNear(2 ** -51, 1.5, false)).toBe(true);
    expect(rule.isNear(2 ** -51, 1e-3, false)).toBe(false);
  });
});
