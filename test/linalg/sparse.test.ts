import { describe, expect, it } from "vitest";
import type { Matrix } from "../../src/linalg/linalg.ts";
import { engine } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";
import { columnsOf, rowsOf, textbookProduct } from "./textbook.ts";

// Oracle: the textbook loop over all terms, zeros too.

describe.each(["float64", "float32"] as const)("products with many zeros in %s", (precision) => {
  const linalg = engine(precision);
  const draw = randomNumbers(23);

  const filled = (rows: number, columns: number, next: (k: number) => number): Matrix => {
    const matrix = linalg.matrix(rows, columns);
    linalg.values(matrix).forEach((_, k, values) => {
      values[k] = next(k);
    });
    return matrix;
  };
  /** A matrix of which one entry in seven is not 0; some zeros are negative. */
  const sparse = (rows: number, columns: number): Matrix =>
    filled(rows, columns, (k) => {
      const value = draw();
      return (k * 5 + Math.floor(k / columns)) % 7 === 3 ? value : k % 2 === 0 ? 0 : -0;
    });

  /** Runs c += a B or c = aᵀ B and compares the bits with the textbook. */
  const check = (a: Matrix, b: Matrix, c: Matrix, transposed: boolean): void => {
    const left = linalg.values(a);
    const expected = textbookProduct(
      precision,
      linalg.values(c).map((value) => (transposed ? 0 : value)),
      transposed ? columnsOf(left, a.columns) : rowsOf(left, a.columns),
      columnsOf(linalg.values(b), b.columns),
    );
    const packed = linalg.pack(b);
    if (transposed) linalg.transposedProduct(a, packed, c);
    else linalg.accumulateProduct(a, packed, c);
    const first = linalg.values(c).findIndex((value, k) => !Object.is(value, expected[k]));
    expect(first, `${a.rows} × ${a.columns}, n = ${c.columns}`).toBe(-1);
  };

  const shapes = [
    [64, 100, 16],
    [9, 600, 21],
    [5, 1000, 67],
    [300, 20, 64],
    [2, 4000, 33],
    // More than are collected at once.
    [1100, 1000, 16],
  ] as const;

  it.each([
    ["c += a B", false],
    ["c = aᵀ B", true],
  ])("%s has the bits of the textbook loop", (_, transposed) => {
    for (const [rows, columns, n] of shapes) {
      linalg.scope(() => {
        const a = sparse(rows, columns);
        const [terms, out] = transposed ? [rows, columns] : [columns, rows];
        check(a, filled(terms, n, draw), filled(out, n, draw), transposed);
      });
    }
  });

  it("a lasting matrix gives the same, however often it is asked", () => {
    for (const [rows, columns, n] of shapes.slice(0, 2)) {
      linalg.scope(() => {
        const a = linalg.lasting(sparse(rows, columns));
        expect(a.nonZeros).toBeDefined();
        for (const transposed of [false, true, true, false]) {
          const [terms, out] = transposed ? [rows, columns] : [columns, rows];
          check(a, filled(terms, n, draw), filled(out, n, draw), transposed);
        }
      });
    }
  });

  it("of a matrix that is dense, small or too large nothing is kept", () => {
    linalg.scope(() => {
      for (const a of [filled(64, 100, draw), sparse(8, 8), sparse(1100, 1000)])
        expect(linalg.lasting(a)).toBe(a);
    });
  });

  it("the lists of a lasting matrix end with their scope", () => {
    linalg.scope(() => {
      const a = sparse(64, 100);
      const kept = linalg.scope(() => ({ a: linalg.lasting(a) })).a;
      const b = linalg.pack(filled(100, 16, draw));
      expect(() => linalg.accumulateProduct(kept, b, filled(64, 16, draw))).toThrow("end of its scope");
    });
  });

  it("sums that start at −0 come out as in the textbook", () => {
    for (const transposed of [false, true]) {
      linalg.scope(() => {
        const a = sparse(64, 100);
        const [terms, out] = transposed ? [64, 100] : [100, 64];
        // Negative and zero rows of B make terms of both signs of zero.
        const b = filled(terms, 20, (k) => (k % 20 < 5 ? -1 : k % 3 === 0 ? 0 : draw()));
        check(
          a,
          b,
          filled(out, 20, (k) => (k % 4 === 0 ? -0 : 0)),
          transposed,
        );
        linalg.values(a).fill(0);
        check(
          a,
          b,
          filled(out, 20, () => -0),
          transposed,
        );
      });
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "%s in B meets zeros of a as in the textbook, and in a stays where it is",
    (wild) => {
      for (const transposed of [false, true]) {
        linalg.scope(() => {
          const a = sparse(64, 100);
          const [terms, out] = transposed ? [64, 100] : [100, 64];
          const b = filled(terms, 20, draw);
          check(a, filled(terms, 20, draw), filled(out, 20, draw), transposed);
          linalg.values(b)[7 * 20 + 3] = wild;
          check(a, b, filled(out, 20, draw), transposed);
          linalg.values(b)[7 * 20 + 3] = 1;
          linalg.values(a)[5] = wild;
          check(a, b, filled(out, 20, draw), transposed);
        });
      }
    },
  );
});
