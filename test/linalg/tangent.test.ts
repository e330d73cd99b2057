import { describe, expect, it } from "vitest";
import type { Precision } from "../../src/linalg/linalg.ts";
import { engine } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";

/** Where musl's tanh and the expm1 inside it go from one case to another, and where vectors are left to them. */
const edges = [
  2 ** -1022,
  2 ** -126,
  2 ** -55,
  2 ** -26,
  0.173286795,
  0.2554128,
  0.5198603,
  0.5493061,
  1.039720771,
  6.5,
  6.8,
  9.7,
  10,
  19,
  20,
];

/** The bits of a number around which others are looked at. */
const neighbours = (edge: number, precision: Precision): number[] =>
  Array.from({ length: 81 }, (_, k) => {
    const finest = precision === "float64" ? 2 ** -30 : 2 ** -22;
    return edge * (1 + (k - 40) * finest);
  });

describe("tanh of whole vectors", () => {
  it.each(["float64", "float32"] as const)("%s: the bits of musl's, entry by entry", (precision) => {
    const linalg = engine(precision);
    const draw = randomNumbers(1);
    linalg.scope(() => {
      const numbers = [
        ...edges.flatMap((edge) => neighbours(edge, precision)),
        ...Array.from({ length: 2000 }, () => 4 * (draw() - 0.5)),
        ...Array.from({ length: 400 }, () => 60 * draw() ** 3),
        ...[0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e30, Number.MIN_VALUE],
      ].flatMap((value) => [value, -value]);
      const [a, x, slope, force, signal, position] = Array.from({ length: 6 }, () =>
        linalg.matrix(1, numbers.length),
      );
      linalg.values(a!).set(numbers);
      linalg.values(position!).set(numbers.map(draw));
      linalg.activate("tanh", a!, x!, slope!);
      linalg.errorForce("tanh", a!, position!, 0.7, force!, signal!);
      const found = [x!, slope!, force!, signal!].map((matrix) => linalg.values(matrix));
      // One entry is less than a vector.
      const [one, f, d, at, pull, back] = Array.from({ length: 6 }, () => linalg.matrix(1, 1));
      const expected = numbers.map((_, i) => {
        linalg.values(one!)[0] = linalg.values(a!)[i]!;
        linalg.values(at!)[0] = linalg.values(position!)[i]!;
        linalg.activate("tanh", one!, f!, d!);
        linalg.errorForce("tanh", one!, at!, 0.7, pull!, back!);
        return [f!, d!, pull!, back!].map((matrix) => linalg.values(matrix)[0]!);
      });
      found.forEach((values, k) => {
        expect([...values].findIndex((value, i) => !Object.is(value, expected[i]![k]))).toBe(-1);
      });
    });
  });
});
