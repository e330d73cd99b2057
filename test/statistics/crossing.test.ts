import { describe, expect, it } from "vitest";
import { crossingsOf } from "../../src/statistics/crossing.ts";
import { exponential, logarithm } from "../../src/statistics/logarithm.ts";

describe("exponential", () => {
  it("inverts the logarithm, and is exact where a power of two is", () => {
    for (const x of [1e-12, 0.3, 1, 7.5, 1e9]) expect(exponential(logarithm(x)) / x - 1).toBeCloseTo(0, 13);
    expect(exponential(0)).toBe(1);
    expect(exponential(1)).toBeCloseTo(Math.E, 14);
    expect(exponential(-1)).toBeCloseTo(1 / Math.E, 14);
  });
});

describe("a curve crosses a level", () => {
  const dials = [1e-4, 1e-3, 1e-2, 0.1, 1];
  const curve = (f: (x: number) => number) => dials.map((x) => ({ x, y: f(x) }));

  it("exactly where a power law does, on two logarithmic scales", () => {
    // c x^p = level at x = (level / c)^(1/p)
    for (const [c, p, level] of [
      [0.6, 1, 0.01],
      [2, 2, 3e-5],
      [5, 0.5, 1],
    ] as const) {
      const [found, ...more] = crossingsOf(
        curve((x) => c * x ** p),
        level,
        { x: "log", y: "log" },
      );
      expect(more).toEqual([]);
      expect(found!.at / (level / c) ** (1 / p)).toBeCloseTo(1, 10);
      expect(found!.direction).toBe("rises");
      expect(found!.from).toBeLessThan(found!.at);
      expect(found!.to).toBeGreaterThan(found!.at);
    }
  });

  it("of cosines by what is missing to 1", () => {
    // 1 − cos = λ²/2 is 1e-4 at λ = √2 · 10⁻²
    const [found] = crossingsOf(
      curve((x) => 1 - x ** 2 / 2),
      0.9999,
      { x: "log", y: "from-one" },
    );
    expect(found!.at).toBeCloseTo(Math.SQRT2 / 100, 8);
    expect(found!.direction).toBe("falls");
  });

  it("at a straight line's own place, on two linear scales", () => {
    expect(
      crossingsOf(
        [
          { x: 0, y: -1 },
          { x: 4, y: 7 },
        ],
        1,
        { x: "linear", y: "linear" },
      ),
    ).toEqual([{ at: 1, from: 0, to: 4, direction: "rises" }]);
  });

  it("as often as it does, once at a point on the level, and never on one side", () => {
    const wave = [1, 3, 1, 3].map((y, x) => ({ x, y }));
    const found = crossingsOf(wave, 2, { x: "linear", y: "linear" });
    expect(found.map(({ at, direction }) => [at, direction])).toEqual([
      [0.5, "rises"],
      [1.5, "falls"],
      [2.5, "rises"],
    ]);
    const through = [1, 2, 3].map((y, x) => ({ x, y }));
    expect(crossingsOf(through, 2, { x: "linear", y: "linear" }).map(({ at }) => at)).toEqual([1]);
    expect(crossingsOf(wave, 4, { x: "linear", y: "linear" })).toEqual([]);
  });

  it("on a linear scale where another has no place for a number", () => {
    const touching = [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ];
    expect(crossingsOf(touching, 0.5, { x: "log", y: "log" })[0]!.at).toBe(0.5);
  });
});
