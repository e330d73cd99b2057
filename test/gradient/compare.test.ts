import { describe, expect, it } from "vitest";
import {
  compareGradients,
  compareLayers,
  compareVectors,
  compareWholly,
} from "../../src/gradient/compare.ts";
import type { Precision } from "../../src/linalg/linalg.ts";
import { chain } from "../../src/network/network.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { engine } from "../network/problem.ts";

const vector = (values: readonly number[], precision: Precision = "float64") => {
  const linalg = engine(precision);
  const matrix = linalg.matrix(1, values.length);
  linalg.values(matrix).set(values);
  return matrix;
};

describe("comparison of gradients", () => {
  const linalg = engine();

  it.each([
    [[3, 4], [4, 3], Math.SQRT2, Math.SQRT2 / 5, 24 / 25],
    [[2, 0], [0, 1], Math.sqrt(5), Math.sqrt(5), 0],
    [[-3, -4], [6, 8], 15, 1.5, -1],
    [[1.5, 2], [3, 4], 2.5, 0.5, 1],
    [[0, 0], [3, 4], 5, 1, Number.NaN],
  ])("%j against %j", (estimate, truth, distance, relative, cosine) => {
    const found = compareVectors(linalg, [vector(estimate)], [vector(truth)]);
    expect(found.distance).toBeCloseTo(distance, 14);
    expect(found.relativeDistance).toBeCloseTo(relative, 14);
    if (Number.isNaN(cosine)) expect(found.cosine).toBeNaN();
    else expect(found.cosine).toBeCloseTo(cosine, 14);
  });

  it("a cosine is at most 1, where √3 · √3 rounds to less than 3, and at least −1", () => {
    const ones = vector([1, 1, 1]);
    expect(compareVectors(linalg, [ones], [ones]).cosine).toBe(1);
    expect(compareVectors(linalg, [ones], [vector([-1, -1, -1])]).cosine).toBe(-1);
  });

  it("several matrices are one vector", () => {
    const found = compareVectors(linalg, [vector([1, 2]), vector([3])], [vector([1, 0]), vector([7])]);
    expect(found.distance).toBeCloseTo(Math.sqrt(4 + 16), 14);
    expect(found.cosine).toBeCloseTo(22 / Math.sqrt(14 * 50), 14);
  });

  it("all parameters as one vector, and layer by layer", () => {
    const [estimate, truth] = [
      zeroParameters(linalg, layoutOf(chain({ sizes: [1, 1, 1], activation: "linear" }))),
      zeroParameters(linalg, layoutOf(chain({ sizes: [1, 1, 1], activation: "linear" }))),
    ];
    // W_0, b_0, W_1, b_1.
    linalg.values(estimate.all).set([3, 4, 1, 0]);
    linalg.values(truth.all).set([4, 3, 0, 2]);
    expect(compareGradients(linalg, estimate, truth).distance).toBeCloseTo(Math.sqrt(2 + 5), 14);
    expect(compareGradients(linalg, estimate, truth).cosine).toBeCloseTo(24 / Math.sqrt(26 * 29), 14);
    const layers = compareLayers(linalg, estimate, truth);
    expect(layers.map(({ distance }) => distance ** 2)).toEqual([
      expect.closeTo(2, 13),
      expect.closeTo(5, 13),
    ]);
    expect(layers.map(({ cosine }) => cosine)).toEqual([expect.closeTo(0.96, 13), 0]);
    expect(compareWholly(linalg, estimate, truth)).toEqual({
      whole: compareGradients(linalg, estimate, truth),
      layers,
    });
  });

  it("accumulates in float64 also for float32 vectors", () => {
    // In float32 the sum 1 + 2^−24 + … would stay 1.
    const values = [1, ...new Array<number>(4096).fill(2 ** -12)];
    const single = engine("float32");
    const found = compareVectors(
      single,
      [vector(values, "float32")],
      [
        vector(
          values.map(() => 0),
          "float32",
        ),
      ],
    );
    expect(found.distance ** 2).toBeCloseTo(1 + 2 ** -12, 14);
  });
});
