import { describe, expect, it } from "vitest";
import { perronBound } from "../../src/energy/bounds/perron.ts";
import { spectralNorm } from "../../src/energy/bounds/spectral-norm.ts";
import { engine } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";

describe("a bound of the spectral radius of non-negative numbers", () => {
  it("is that of a chain of n layers with equal norms, 2 β cos(π/(n + 1))", () => {
    for (const n of [2, 3, 5, 8]) {
      const chain = Array.from({ length: n }, (_, i) =>
        Array.from({ length: n }, (__, j) => (Math.abs(i - j) === 1 ? 0.7 : 0)),
      );
      const radius = 1.4 * Math.cos(Math.PI / (n + 1));
      expect(perronBound(chain)).toBeGreaterThanOrEqual(radius * (1 - 1e-12));
      expect(perronBound(chain)).toBeLessThan(radius * 1.01);
    }
  });
  it("is √(β γ) of two layers with norms β and γ there and back", () => {
    expect(
      perronBound([
        [0, 4],
        [0.25, 0],
      ]),
    ).toBeCloseTo(1, 6);
  });
  it("of nothing is 0", () => {
    expect(perronBound([[0]])).toBe(0);
  });
});

describe.each(["float64", "float32"] as const)("a bound of the spectral norm in %s", (precision) => {
  const linalg = engine(precision);
  it("of u vᵀ is ‖u‖ ‖v‖, of a diagonal the largest entry, whatever the size of the numbers", () => {
    const sides = [
      [5, 3],
      [3, 5],
      [4, 4],
    ] as const;
    for (const [rows, columns] of sides) {
      for (const size of [1e-12, 1, 1e12]) {
        linalg.scope(() => {
          const draw = randomNumbers(rows);
          const u = Array.from({ length: rows }, draw);
          const v = Array.from({ length: columns }, draw);
          const outer = linalg.matrix(rows, columns);
          linalg.values(outer).forEach((_, k, values) => {
            values[k] = size * u[Math.floor(k / columns)]! * v[k % columns]!;
          });
          const expected = size * Math.hypot(...u) * Math.hypot(...v);
          expect(spectralNorm(linalg, outer) / expected).toBeGreaterThanOrEqual(1);
          expect(spectralNorm(linalg, outer) / expected).toBeLessThan(1.002);
          const diagonal = linalg.matrix(rows, columns);
          for (let i = 0; i < Math.min(rows, columns); i++)
            linalg.values(diagonal)[i * columns + i] = size * (3 - i * 0.5);
          expect(spectralNorm(linalg, diagonal) / (3 * size)).toBeGreaterThanOrEqual(1);
          expect(spectralNorm(linalg, diagonal) / (3 * size)).toBeLessThan(1.02);
        });
      }
    }
  });
});
