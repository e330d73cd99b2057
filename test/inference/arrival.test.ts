import { describe, expect, it } from "vitest";
import { createArrival, type Sight } from "../../src/inference/arrival.ts";

/** A sample that has come no nearer for a while, at a distance that is rounding where it stands. */
const standsAt = (extent: number): readonly Sight[] =>
  Array.from({ length: 5 }, () => ({
    distance: extent * 2 ** -51,
    residual: extent * 2 ** -51,
    extent: () => extent,
    onKink: false,
    violation: 0,
  }));

const rests = (sights: readonly Sight[]): boolean => {
  const arrival = createArrival("float64", 1e-12, 1e-9);
  return sights.map((sight) => arrival.reached(sight)).includes(true);
};

describe("createArrival", () => {
  it("takes a sample for rest that comes no nearer than rounding allows", () => {
    expect(rests(standsAt(1))).toBe(true);
    expect(rests(standsAt(1e7))).toBe(true);
  });

  it("takes none for rest that is on its way to infinity, where rounding hides every step", () => {
    expect(rests(standsAt(1e9))).toBe(false);
    expect(rests(standsAt(1e15))).toBe(false);
  });

  it("asks for no extent where one that is known to be no smaller is too small", () => {
    const arrival = createArrival("float64", 1e-12, 1e-9);
    const asked: number[] = [];
    const extent = (): number => {
      asked.push(1);
      return 1;
    };
    const near = (mostExtent: number): boolean =>
      arrival.isNear({ distance: 2 ** -51, extent, mostExtent, onKink: false });
    expect(near(1e-3)).toBe(false);
    expect(asked).toEqual([]);
    expect(near(1.5)).toBe(true);
    expect(asked).toEqual([1]);
  });
});
