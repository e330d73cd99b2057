import { describe, expect, it } from "vitest";
import { fitOrder } from "../../src/sweep/order.ts";

const all = { from: 0, to: Number.POSITIVE_INFINITY };

describe("the fitted order", () => {
  it.each([1, 2, 0.5])("of C λ^%d is that power, without error", (power) => {
    const errors = [1e-4, 1e-3, 1e-2].map((lambda) => [lambda, 3 * lambda ** power] as const);
    const fit = fitOrder(errors, all)!;
    expect(fit.order).toBeCloseTo(power, 12);
    expect(fit.standardError).toBeLessThan(1e-12);
    expect(fit).toMatchObject({ points: 3, from: 1e-4, to: 1e-2 });
    expect(fit.decades).toBeCloseTo(2, 12);
  });

  it("has the standard error of the slope of least squares", () => {
    // ln λ = -1, 0, 1 and ln error = 0, 0, 3: slope 3/2, residuals 1/2, -1, 1/2, so s² = 3/2 and s²/Σx² = 3/4.
    const errors = [
      [Math.exp(-1), 1],
      [1, 1],
      [Math.E, Math.exp(3)],
    ] as const;
    const fit = fitOrder(errors, all)!;
    expect(fit.order).toBeCloseTo(1.5, 12);
    expect(fit.standardError).toBeCloseTo(Math.sqrt(3 / 4), 12);
  });

  it("looks at its window, and at errors above 0, alone", () => {
    const line = [1e-4, 1e-3, 1e-2].map((lambda) => [lambda, lambda] as const);
    const others = [
      [0.1, 7],
      [-1e-3, 7],
      [5e-3, 0],
    ] as const;
    expect(fitOrder([...line, ...others], { from: 0, to: 0.01 })!.order).toBeCloseTo(1, 12);
    expect(fitOrder(line, { from: 1e-3, to: 0.01 })).toBeNull();
  });
});
