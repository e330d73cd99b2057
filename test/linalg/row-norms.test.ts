// Sums of squares and norms of rows in float64, against plain loops and closed forms.
import { describe, expect, it } from "vitest";
import { engine } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";

describe.each(["float64", "float32"] as const)("rows in %s", (precision) => {
  const linalg = engine(precision);
  const random = (rows: number, columns: number, seed: number) => {
    const matrix = linalg.matrix(rows, columns);
    const draw = randomNumbers(seed);
    linalg.values(matrix).forEach((_, k, values) => {
      values[k] = draw();
    });
    return matrix;
  };
  const rowOf = (matrix: ReturnType<typeof random>, row: number): number[] =>
    Array.from(linalg.values(matrix).subarray(row * matrix.columns, (row + 1) * matrix.columns));

  it.each([1, 3, 4, 5, 8, 11])(
    "squares of %i rows are the sums of the textbook, in order, to the bit",
    (rows) => {
      linalg.scope(() => {
        for (const columns of [1, 2, 7, 64]) {
          const [x, y] = [random(rows, columns, rows), random(rows, columns, 100 + rows)];
          for (let row = 0; row < rows; row++) {
            const [a, b] = [rowOf(x, row), rowOf(y, row)];
            let [own, apart] = [0, 0];
            for (let j = 0; j < columns; j++) {
              own += a[j]! * a[j]!;
              apart += (a[j]! - b[j]!) * (a[j]! - b[j]!);
            }
            expect(linalg.rowSquares(x)[row]).toBe(own);
            expect(linalg.rowSquares(x, y)[row]).toBe(apart);
          }
          expect(linalg.rowSquares(x, x)).toEqual(new Float64Array(rows));
        }
      });
    },
  );

  it("sums over pairs are those of the textbook, in order, to the bit, whatever zeros they pass over", () => {
    linalg.scope(() => {
      for (const columns of [1, 7, 16, 61, 200]) {
        for (const blank of [() => false, (k: number) => k > 5 && k < 150, (k: number) => k % 40 < 33]) {
          const [x, y] = [random(1, columns, columns), random(1, columns, 1000 + columns)];
          linalg.values(x).forEach((_, k, values) => {
            // A run in which y alone is not 0, or x alone, is no run of zeros; and one of −0 is like any other.
            if (blank(k) && k !== 100) values[k] = k === 13 ? -0 : 0;
            if (blank(k) && k !== 60) linalg.values(y)[k] = 0;
          });
          const [a, b] = [rowOf(x, 0), rowOf(y, 0)];
          let [product, xSquares, ySquares, differenceSquares] = [0.1, 0.2, 0.3, 0.4];
          for (let k = 0; k < columns; k++) {
            product += a[k]! * b[k]!;
            xSquares += a[k]! * a[k]!;
            ySquares += b[k]! * b[k]!;
            differenceSquares += (a[k]! - b[k]!) * (a[k]! - b[k]!);
          }
          const before = { product: 0.1, xSquares: 0.2, ySquares: 0.3, differenceSquares: 0.4 };
          expect(linalg.pairSums(x, y, before)).toEqual({ product, xSquares, ySquares, differenceSquares });
        }
      }
    });
  });

  it("norms keep their digits where squares have none, and 0 is 0", () => {
    const tiny = precision === "float64" ? 1e-200 : 1e-30;
    linalg.scope(() => {
      const x = linalg.matrix(3, 2);
      linalg.values(x).set([3 * tiny, 4 * tiny, 0, 0, -6, 8]);
      const [small, zero, usual] = linalg.rowNorms(x);
      expect(small! / tiny).toBeCloseTo(5, 5);
      expect([zero, usual]).toEqual([0, 10]);
      const y = linalg.matrix(3, 2);
      linalg.values(y).set([3 * tiny, 0, 1, 0, -6, 8]);
      const apart = linalg.rowNorms(x, y);
      expect(apart[0]! / tiny).toBeCloseTo(4, 5);
      expect([apart[1], apart[2]]).toEqual([1, 0]);
    });
  });

  it("what is not finite stays so", () => {
    linalg.scope(() => {
      const x = linalg.matrix(2, 2);
      linalg.values(x).set([Number.NaN, 1, Number.POSITIVE_INFINITY, 1]);
      expect([...linalg.rowSquares(x)].map(Number.isFinite)).toEqual([false, false]);
      expect([...linalg.rowNorms(x)].map(Number.isFinite)).toEqual([false, false]);
    });
  });

  it("a row is copied to the row that is named, and no further", () => {
    linalg.scope(() => {
      const [from, to] = [random(3, 5, 1), random(4, 5, 2)];
      const before = [0, 1, 2, 3].map((row) => rowOf(to, row));
      linalg.copyRow(from, 2, to, 1);
      expect([0, 1, 2, 3].map((row) => rowOf(to, row))).toEqual([
        before[0],
        rowOf(from, 2),
        before[2],
        before[3],
      ]);
      expect(() => linalg.copyRow(from, 3, to, 0)).toThrow("row");
      expect(() => linalg.copyRow(random(2, 4, 1), 0, to, 0)).toThrow("expected a matrix");
    });
  });
});
