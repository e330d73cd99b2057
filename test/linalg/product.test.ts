import { describe, expect, it } from "vitest";
import type { Matrix, RealArray } from "../../src/linalg/linalg.ts";
import { engine } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";
import { columnsOf, rowsOf, textbookProduct } from "./textbook.ts";

/** First entry where the bits differ, or −1; −0 and 0 are different. */
const firstDifference = (found: RealArray, expected: readonly number[]): number =>
  found.findIndex((value, k) => !Object.is(value, expected[k]));

const small = [1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((m) =>
  Array.from({ length: 17 }, (_, j) => [1, 5].map((k) => [m, k, j + 1] as const)).flat(),
);
const deep = [1, 4, 6, 9].flatMap((m) =>
  [1, 4, 7, 8, 16, 17].flatMap((n) => [255, 256, 257, 512, 600].map((k) => [m, k, n] as const)),
);

const large = [
  [130, 5, 9],
  [70, 300, 6],
  [3, 100, 513],
  [2, 70, 601],
  // Terms of aᵀ so far apart that they are copied together.
  [259, 270, 66],
] as const;

describe.each(["float64", "float32"] as const)("matrix product in %s", (precision) => {
  const linalg = engine(precision);
  const draw = randomNumbers(11);
  const random = (rows: number, columns: number): Matrix => {
    const matrix = linalg.matrix(rows, columns);
    linalg.values(matrix).forEach((_, k, values) => {
      values[k] = draw();
    });
    return matrix;
  };

  it("aᵀ a has the bits of the product", () => {
    for (const [k, n] of [
      [5, 3],
      [300, 64],
      [20, 65],
      [9, 130],
      [270, 203],
      [20, 260],
    ] as const) {
      linalg.scope(() => {
        const [a, gram, whole] = [random(k, n), random(n, n), linalg.matrix(n, n)];
        linalg.gram(a, linalg.pack(a), gram);
        linalg.transposedProduct(a, linalg.pack(a), whole);
        expect(firstDifference(linalg.values(gram), Array.from(linalg.values(whole))), `${k} × ${n}`).toBe(
          -1,
        );
      });
    }
  });

  it.each([
    ["c += a B", small.concat(deep, large)],
    ["c += a Bᵀ", small.concat(deep, large)],
    ["c = aᵀ B", small.concat(deep, large)],
  ])("%s has the bits of the textbook loop", (form, shapes) => {
    for (const shape of shapes) {
      linalg.scope(() => {
        const [m, k, n] = shape;
        const c = random(m, n);
        const before = linalg.values(c).map((value) => (form === "c = aᵀ B" ? 0 : value));
        const a = form === "c = aᵀ B" ? random(k, m) : random(m, k);
        const b = form === "c += a Bᵀ" ? random(n, k) : random(k, n);
        const expected = textbookProduct(
          precision,
          before,
          form === "c = aᵀ B" ? columnsOf(linalg.values(a), m) : rowsOf(linalg.values(a), k),
          form === "c += a Bᵀ" ? rowsOf(linalg.values(b), k) : columnsOf(linalg.values(b), n),
        );
        const packed = form === "c += a Bᵀ" ? linalg.packTransposed(b) : linalg.pack(b);
        if (form === "c = aᵀ B") linalg.transposedProduct(a, packed, c);
        else linalg.accumulateProduct(a, packed, c);
        expect(firstDifference(linalg.values(c), expected), `${form} of size ${shape.join(" × ")}`).toBe(-1);
      });
    }
  });

  it("writes nothing beside its result", () => {
    linalg.scope(() => {
      const { all, parts } = linalg.block([
        [1, 3],
        [5, 7],
        [1, 3],
      ]);
      linalg.values(all).fill(7);
      linalg.accumulateProduct(random(5, 2), linalg.pack(random(2, 7)), parts[1]!);
      expect([...linalg.values(parts[0]!), ...linalg.values(parts[2]!)]).toEqual([7, 7, 7, 7, 7, 7]);
    });
  });

  it("a NaN spoils its own row or column and no other", () => {
    linalg.scope(() => {
      const [a, b, c] = [random(5, 6), random(6, 9), random(5, 9)];
      linalg.values(a)[2 * 6 + 1] = Number.NaN;
      linalg.values(b)[3 * 9 + 8] = Number.NaN;
      linalg.accumulateProduct(a, linalg.pack(b), c);
      const spoilt = Array.from(linalg.values(c), (value, k) => [value, k] as const).filter(([value]) =>
        Number.isNaN(value),
      );
      const expected = Array.from({ length: 45 }, (_, k) => k).filter(
        (k) => Math.floor(k / 9) === 2 || k % 9 === 8,
      );
      expect(spoilt.map(([, k]) => k)).toEqual(expected);
    });
  });

  it("refuses shapes that don't fit", () => {
    linalg.scope(() => {
      const [a, b, c] = [random(3, 4), random(4, 5), random(3, 5)];
      expect(() => linalg.accumulateProduct(random(3, 3), linalg.pack(b), c)).toThrow(
        "expected a matrix [3, 4]",
      );
      expect(() => linalg.accumulateProduct(a, linalg.packTransposed(b), c)).toThrow("expected a matrix");
      expect(() => linalg.accumulateProduct(a, linalg.pack(b), random(3, 4))).toThrow("expected a matrix");
      expect(() => linalg.transposedProduct(a, linalg.pack(b), c)).toThrow("expected a matrix");
    });
  });
});
