import { describe, expect, it } from "vitest";
import type { Matrix } from "../../src/linalg/linalg.ts";
import { engine } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";
import { columnsOf, rowsOf, textbookProduct } from "./textbook.ts";

// Oracle: the textbook loop. An entry below 0 may stay where it began.

describe.each(["float64", "float32"] as const)("the product that a ReLU sees in %s", (precision) => {
  const linalg = engine(precision);
  const draw = randomNumbers(41);

  const filled = (rows: number, columns: number, next: (k: number) => number): Matrix => {
    const matrix = linalg.matrix(rows, columns);
    linalg.values(matrix).forEach((_, k, values) => {
      values[k] = next(k);
    });
    return matrix;
  };
  const symmetric = (n: number): Matrix => {
    const g = filled(n, n, draw);
    const values = linalg.values(g);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) values[i * n + j] = values[j * n + i]!;
    return g;
  };

  /** Runs the product for each z and compares what a ReLU sees; returns how many entries were left alone. */
  const check = (a0: Matrix, g: Matrix, zs: readonly Matrix[]): number => {
    const product = linalg.rectifiedProduct(a0, g, linalg.pack(g));
    const { rows, columns: n } = a0;
    const [start, columns] = [linalg.values(a0), columnsOf(linalg.values(g), n)];
    let alone = 0;
    for (const [turn, each] of zs.entries()) {
      const a = filled(rows, n, () => Number.NaN);
      product(each, a);
      const found = linalg.values(a);
      const expected = textbookProduct(precision, start, rowsOf(linalg.values(each), n), columns);
      for (const [k, sum] of expected.entries()) {
        if (Object.is(found[k], sum)) continue;
        const isLeft = Object.is(found[k], start[k]) && start[k]! < 0 && sum < 0;
        if (!isLeft)
          expect.fail(
            `${turn}: entry ${k} of ${rows} × ${n} is ${found[k]}, began as ${start[k]}, and is ${sum} in the textbook`,
          );
        alone += 1;
      }
    }
    return alone;
  };

  /** z as inference makes it: 0 for the units below 0. */
  const driven = (a0: Matrix, size: number): Matrix =>
    filled(a0.rows, a0.columns, (k) => (linalg.values(a0)[k]! < 0 ? 0 : size * draw()));

  it.each([
    [64, 64],
    [9, 10],
    [16, 33],
    [12, 101],
  ])("computes what may be seen, and leaves alone what is sure to stay below 0: %i × %i", (rows, n) => {
    linalg.scope(() => {
      const [a0, g] = [filled(rows, n, draw), symmetric(n)];
      expect(
        check(
          a0,
          g,
          [1e-6, 1e-4, 1e-5].map((size) => driven(a0, size)),
        ),
      ).toBeGreaterThan(rows * n);
    });
  });

  it("takes more units, up to all, when z outgrows what was proven", () => {
    linalg.scope(() => {
      const [a0, g] = [filled(32, 40, draw), symmetric(40)];
      check(
        a0,
        g,
        [1e-6, 0.01, 0.03, 0.1, 0.3, 1, 30, 1e-6].map((size) => driven(a0, size)),
      );
    });
  });

  it("believes no unit to be at 0 that isn't", () => {
    linalg.scope(() => {
      const [a0, g] = [filled(16, 24, draw), symmetric(24)];
      const z = driven(a0, 1e-9);
      const first = linalg.values(a0).indexOf(Math.min(...linalg.values(a0)));
      linalg.values(z)[first] = 1e-9;
      check(a0, g, [z]);
      expect(check(a0, g, [filled(16, 24, () => 1e-9 * draw())])).toBe(0);
    });
  });

  it("has −0, ∞ and NaN as the textbook has them", () => {
    linalg.scope(() => {
      const [a0, g] = [filled(16, 24, draw), symmetric(24)];
      const small = driven(a0, 1e-6);
      const spoilt = (matrix: Matrix, entry: number, value: number): Matrix => {
        const copy = linalg.matrix(matrix.rows, matrix.columns);
        linalg.copy(matrix, copy);
        linalg.values(copy)[entry] = value;
        return copy;
      };
      expect(check(spoilt(a0, 5, -0), g, [small, filled(16, 24, () => -0)])).toBe(0);
      expect(check(a0, spoilt(g, 30, Number.POSITIVE_INFINITY), [small])).toBe(0);
      check(spoilt(a0, 7, Number.NEGATIVE_INFINITY), g, [small]);
      for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e30])
        check(a0, g, [spoilt(small, 50, value), small]);
    });
  });

  it("keeps its proof where squares are lost below the smallest numbers", () => {
    const tiny = precision === "float64" ? 1e-180 : 1e-30;
    linalg.scope(() => {
      const a0 = filled(16, 24, () => tiny * draw());
      check(a0, symmetric(24), [driven(a0, 3 * tiny), driven(a0, 30 * tiny)]);
    });
  });
});
