import { describe, expect, it } from "vitest";
import { fitOrder } from "../../src/statistics/order-fit.ts";
import { between } from "../gradient/estimators.ts";

const series = (error: (dial: number) => number, dials = between(1e-8, 1, 33), noise = 0) =>
  dials.map((dial) => ({ dial, error: error(dial), noise }));

describe("the fitted order", () => {
  it.each([1, 2, 4, 6])("of a power law is its exponent, %d, whatever the wall", (order) => {
    for (const wall of [1e-8, 1e-12]) {
      const fit = fitOrder(series((dial) => 3 * dial ** order + (wall * 1e-3) / dial));
      expect(fit!.order).toBeGreaterThan(order - 0.03);
      expect(fit!.order).toBeLessThan(order + 0.01);
    }
  });

  it("is read between a hundred walls and an error of 0.01, and above the noise", () => {
    // The wall: an error of 1e-6 at the dial 1e-6, and more to both sides.
    const error = (dial: number): number => (dial < 0.99e-6 ? 1e-5 : 1.0001 * dial);
    const fit = fitOrder(series(error))!;
    expect(Math.log10(fit.from)).toBeCloseTo(-4, 10);
    expect(Math.log10(fit.to)).toBeCloseTo(-2.25, 10);
    expect(fit.points).toBe(8);
    const higher = fitOrder(series(error, undefined, 0.9e-5))!;
    expect(Math.log10(higher.from)).toBeCloseTo(-3, 10);
  });

  it("needs no wall: a series that falls to its smallest dial is read down to there", () => {
    const fit = fitOrder(series((dial) => dial / 2, between(1e-4, 1, 17)))!;
    expect(fit.from).toBeCloseTo(1e-4, 12);
    expect(fit.order).toBe(1);
  });

  it("is not read on the far side of the wall, where rounding rises to the left", () => {
    const fit = fitOrder(series((dial) => dial ** 4 + 1e-13 / dial))!;
    expect(fit.from).toBeGreaterThan(1e-3);
  });

  it("is read on the right side of a wall alone, though the left side has errors of the same size", () => {
    // λ + 1e-13/λ: least at 3e-7; within the window of errors, 6e-5 to 0.01, there are dials of both sides, whose slopes cancel.
    const fit = fitOrder(series((dial) => dial + 1e-13 / dial, between(1e-12, 1, 49)))!;
    expect(fit.order).toBeCloseTo(1, 3);
    expect(fit.from).toBeGreaterThan(1e-6);
  });

  it("is rounded to four decimals, and null where the window holds fewer than three points", () => {
    const fit = fitOrder(series((dial) => dial + dial * dial))!;
    expect(fit.order).toBe(Number(fit.order.toFixed(4)));
    expect(fitOrder(series(() => 0.3))).toBeNull();
    expect(fitOrder(series(() => 1e-16, undefined, 2 ** -53))).toBeNull();
    expect(fitOrder([])).toBeNull();
  });
});
