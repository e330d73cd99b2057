import { describe, expect, it } from "vitest";
import type { Matrix } from "../../src/linalg/linalg.ts";
import { engine } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";

// Oracle: the formula in the host's arithmetic, one rounding an operation, over lengths that fill no vector exactly.

describe.each([
  ["float64", (x: number) => x],
  ["float32", Math.fround],
] as const)("element-wise operations in %s", (precision, round) => {
  const linalg = engine(precision);
  const draw = randomNumbers(5);
  const random = (rows: number, columns: number): Matrix => {
    const matrix = linalg.matrix(rows, columns);
    linalg.values(matrix).forEach((_, k, values) => {
      values[k] = draw();
    });
    return matrix;
  };
  const numbers = (matrix: Matrix): number[] => Array.from(linalg.values(matrix));
  const each = (body: (columns: number) => void): void => {
    for (let columns = 1; columns <= 11; columns++) linalg.scope(() => body(columns));
  };
  const alpha = round(0.3);
  const beta = round(-1.7);

  it("y += α x", () => {
    each((n) => {
      const [x, y] = [random(3, n), random(3, n)];
      const [from, before] = [numbers(x), numbers(y)];
      linalg.addScaled(alpha, x, y);
      expect(numbers(y)).toEqual(before.map((value, k) => round(value + round(alpha * from[k]!))));
    });
  });

  it("out = the entries of a table, by their places, rounded to nearest", () => {
    const table = Float64Array.from({ length: 256 }, () => draw());
    for (let length = 1; length <= 40; length++)
      linalg.scope(() => {
        // Runs of 0 that begin and end anywhere, and whole ones.
        const places = Uint8Array.from({ length }, (_, k) => (k % 19 < 11 ? 0 : 7 * k));
        const out = random(1, length);
        linalg.lookUp(table, out, (bytes) => bytes.set(places));
        expect(numbers(out)).toEqual(Array.from(places, (place) => round(table[place]!)));
      });
    const out = random(2, 3);
    const before = numbers(out);
    expect(() => linalg.lookUp(table.subarray(1), out, () => {})).toThrow(
      "a table of 256 numbers, found 255",
    );
    expect(numbers(out)).toEqual(before);
  });

  it("out = α x ∘ y", () => {
    each((n) => {
      const [x, y, out] = [random(2, n), random(2, n), random(2, n)];
      linalg.scaledHadamard(alpha, x, y, out);
      const right = numbers(y);
      expect(numbers(out)).toEqual(numbers(x).map((value, k) => round(round(alpha * value) * right[k]!)));
    });
  });

  it("out = α x + β y", () => {
    each((n) => {
      const [x, y, out] = [random(2, n), random(2, n), random(2, n)];
      linalg.combine(alpha, x, beta, y, out);
      const right = numbers(y);
      expect(numbers(out)).toEqual(
        numbers(x).map((value, k) => round(round(alpha * value) + round(beta * right[k]!))),
      );
    });
  });

  it("y += α (β y + x)", () => {
    each((n) => {
      const [x, y] = [random(3, n), random(3, n)];
      const [from, before] = [numbers(x), numbers(y)];
      linalg.decay(alpha, beta, x, y);
      expect(numbers(y)).toEqual(
        before.map((value, k) => round(value + round(alpha * round(round(beta * value) + from[k]!)))),
      );
    });
  });

  it("in place: out may be x or y", () => {
    each((n) => {
      const [x, y] = [random(1, n), random(1, n)];
      const [left, right] = [numbers(x), numbers(y)];
      linalg.combine(2, x, 1, y, y);
      expect(numbers(y)).toEqual(left.map((value, k) => round(2 * value + right[k]!)));
      linalg.scaledHadamard(1, x, x, x);
      expect(numbers(x)).toEqual(left.map((value) => round(value * value)));
    });
  });

  it("a row repeated, and the sum of the rows in their order", () => {
    each((n) => {
      const row = random(1, n);
      const out = random(5, n);
      linalg.repeatRow(row, out);
      expect(numbers(out)).toEqual([0, 1, 2, 3, 4].flatMap(() => numbers(row)));
      const x = random(5, n);
      const sum = random(1, n);
      linalg.sumRows(x, sum);
      const values = numbers(x);
      const expected = Array.from({ length: n }, (_, j) =>
        [0, 1, 2, 3, 4].reduce((total, i) => round(total + values[i * n + j]!), 0),
      );
      expect(numbers(sum)).toEqual(expected);
    });
  });

  it("momentum: v ← μ v + s g, θ ← θ − r v", () => {
    const [momentum, scale, rate] = [round(0.9), 64, round(0.01)];
    each((n) => {
      const [theta, velocity, gradient] = [random(1, n), random(1, n), random(1, n)];
      const [t, v, g] = [numbers(theta), numbers(velocity), numbers(gradient)];
      linalg.momentumStep(theta, velocity, gradient, { momentum, scale, rate });
      const moved = v.map((value, k) => round(round(momentum * value) + round(scale * g[k]!)));
      expect(numbers(velocity)).toEqual(moved);
      expect(numbers(theta)).toEqual(t.map((value, k) => round(value - round(rate * moved[k]!))));
      expect(numbers(gradient)).toEqual(g);
    });
  });

  it("operations touch their own entries only", () => {
    const { all, parts } = linalg.block([
      [1, 3],
      [1, 3],
      [1, 3],
      [1, 3],
    ]);
    linalg.values(all).fill(1);
    linalg.addScaled(1, parts[1]!, parts[1]!);
    linalg.activate("relu", parts[1]!, parts[1]!, parts[2]!);
    linalg.combine(3, parts[1]!, 0, parts[1]!, parts[1]!);
    expect(numbers(all)).toEqual([1, 1, 1, 6, 6, 6, 1, 1, 1, 1, 1, 1]);
  });

  it("refuses shapes that don't fit", () => {
    const [x, y] = [random(2, 3), random(3, 2)];
    const wrong = "expected a matrix [2, 3], found [3, 2]";
    expect(() => linalg.addScaled(1, x, y)).toThrow(wrong);
    expect(() => linalg.copy(x, y)).toThrow(wrong);
    expect(() => linalg.combine(1, x, 1, x, y)).toThrow(wrong);
    expect(() => linalg.scaledHadamard(1, x, y, x)).toThrow(wrong);
    expect(() => linalg.activate("relu", x, x, y)).toThrow(wrong);
    expect(() => linalg.outputError("squared-error", x, y, x)).toThrow(wrong);
    expect(() => linalg.lossPerRow("squared-error", x, x, y)).toThrow("expected a matrix [2, 1]");
    expect(() => linalg.repeatRow(x, y)).toThrow("expected a matrix [1, 2]");
    expect(() => linalg.sumRows(x, y)).toThrow("expected a matrix [1, 3]");
    const settings = { momentum: 0, scale: 1, rate: 1 };
    expect(() => linalg.momentumStep(x, x, y, settings)).toThrow(wrong);
  });
});
