import { describe, expect, it } from "vitest";
import { exponentOf, exponentsBySeed, farthest } from "../../src/statistics/slope.ts";
import { decadesBetween, logarithms, meanDecades } from "../../src/verify/logarithm.ts";

describe("logarithms", () => {
  it("agree with the host's to rounding, from the smallest to the largest numbers", () => {
    const numbers = [1e-300, 2e-53, 1e-12, 0.1, 0.5, 0.999, 1, 1.001, 2, Math.E, 10, 1e12, 1e300];
    logarithms(numbers).forEach((log, i) => {
      expect(Math.abs(log - Math.log(numbers[i]!))).toBeLessThan(4e-16 * Math.max(1, Math.abs(log)));
    });
  });

  it("of zero and of what is no number are no numbers that could pass for one", () => {
    expect(logarithms([0, Number.NaN]).some(Number.isFinite)).toBe(false);
  });

  it("decades", () => {
    expect(decadesBetween(1e-4, 1e-2)).toBeCloseTo(2, 14);
    expect(decadesBetween(1e-3, 0.04)).toBeCloseTo(1.602059991327962, 14);
    expect(meanDecades([1e-3, 1e5])).toBeCloseTo(1, 14);
  });
});

describe("exponents", () => {
  const xs = [0.001, 0.003, 0.01, 0.04];

  it.each([1, 2, 6, -1, 0])("of c x^%d", (p) => {
    expect(
      exponentOf(
        xs,
        xs.map((x) => 3 * x ** p),
      ),
    ).toBeCloseTo(p, 12);
  });

  it("an error of 0 has none", () => {
    expect(exponentOf(xs, [0, 1, 2, 3])).toBeNaN();
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
