import { describe, expect, it } from "vitest";
import { decadesBetween, decadesOf, logarithm, meanDecades } from "../../src/statistics/logarithm.ts";
import { exponentOf, farthest, powerLaw } from "../../src/statistics/power-law.ts";
import { exponentsBySeed } from "../../src/verify/order/exponents.ts";

describe("logarithms", () => {
  it("agree with the host's to rounding, from the smallest to the largest numbers", () => {
    const numbers = [5e-324, 1e-300, 2e-53, 1e-12, 0.1, 0.5, 0.999, 1, 1.001, 2, Math.E, 10, 1e12, 1e300];
    const turns = Array.from({ length: 200 }, (_, i) => 0.5 + i / 100);
    for (const x of [...numbers, ...turns]) {
      expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThan(4e-16 * Math.max(1, Math.abs(Math.log(x))));
    }
  });

  it("of zero and of what is no number are no numbers that could pass for one", () => {
    for (const x of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) expect(logarithm(x)).toBeNaN();
  });

  it("decades", () => {
    expect(decadesOf(1000)).toBeCloseTo(3, 14);
    expect(decadesBetween(1e-4, 1e-2)).toBeCloseTo(2, 14);
    expect(decadesBetween(1e-3, 0.04)).toBeCloseTo(1.602059991327962, 14);
    expect(meanDecades([1e-3, 1e5])).toBeCloseTo(1, 14);
  });
});

describe("exponents", () => {
  const xs = [0.001, 0.003, 0.01, 0.04];

  it.each([1, 2, 6, -1, 0])("of c x^%d", (p) => {
    const ys = xs.map((x) => 3 * x ** p);
    expect(exponentOf(xs, ys)).toBeCloseTo(p, 12);
  });

  it("an error of 0 has none", () => {
    expect(exponentOf(xs, [0, 1, 2, 3])).toBeNaN();
  });

  it("have the standard error of the slope of least squares", () => {
    // ln dial = -1, 0, 1 and ln error = 0, 0, 3: slope 3/2, residuals 1/2, -1, 1/2, so s² = 3/2 and s²/Σx² = 3/4.
    const law = powerLaw([
      { dial: Math.exp(-1), error: 1 },
      { dial: 1, error: 1 },
      { dial: Math.E, error: Math.exp(3) },
    ]);
    expect(law.exponent).toBeCloseTo(1.5, 12);
    expect(law.scatter).toBeCloseTo(Math.sqrt(3 / 4), 12);
    expect(law.decades).toBeCloseTo(2 / Math.LN10, 12);
  });

  it("one for each seed", () => {
    const points = [1, 2].flatMap((seed) =>
      xs.map((at) => ({ series: "s", dial: "λ", at, seed, error: at ** seed })),
    );
    const [first, second, ...rest] = exponentsBySeed(points);
    expect(first).toBeCloseTo(1, 12);
    expect(second).toBeCloseTo(2, 12);
    expect(rest).toEqual([]);
  });

  it("the farthest from theory, on either side", () => {
    expect(farthest([1.01, 0.95, 1.02], 1)).toBe(0.95);
    expect(farthest([1.01, 0.99, 1.02], 1)).toBe(1.02);
    expect(farthest([1, Number.NaN, 1.5], 1)).toBeNaN();
  });
});
