import { describe, expect, it } from "vitest";
import { kernelBytes } from "../../src/bench/kernel-bytes.ts";
import { createLinalg } from "../../src/linalg/linalg.ts";
import { chain } from "../../src/network/network.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import {
  cholesky,
  identity,
  largestEigenvalue,
  plus,
  responses,
  solve,
  threshold,
  times,
  transpose,
} from "../../src/verify/measure/linear/linear-coding.ts";

/** Eigenvalues 1 and 3. */
const symmetric = [
  [2, 1],
  [1, 2],
];

describe("closed forms of the linear network", () => {
  it("products", () => {
    expect(times([[1, 2]], [[3], [4]])).toEqual([[11]]);
    expect(transpose([[1, 2, 3]])).toEqual([[1], [2], [3]]);
    expect(plus(symmetric, -2, identity(2))).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it("solves and factors positive definite matrices, and no others", () => {
    const [x, y] = solve(symmetric, [4, 5]);
    expect(x).toBeCloseTo(1, 14);
    expect(y).toBeCloseTo(2, 14);
    expect(cholesky(plus(symmetric, -0.999, identity(2)))).not.toBeNull();
    expect(cholesky(plus(symmetric, -1.001, identity(2)))).toBeNull();
    expect(() => solve(plus(symmetric, -2, identity(2)), [1, 1])).toThrow("not positive definite");
  });

  it("finds the largest eigenvalue and a threshold to rounding", () => {
    expect(largestEigenvalue(symmetric)).toBeCloseTo(3, 14);
    expect(threshold((value) => value * value < 2, 0, 2)).toBeCloseTo(Math.SQRT2, 15);
  });

  it("M is the sum of the squares of all products of weights down from the output", () => {
    const linalg = createLinalg("float64", kernelBytes("float64"));
    const parameters = zeroParameters(linalg, layoutOf(chain({ sizes: [1, 2, 2, 1], activation: "linear" })));
    linalg.values(parameters.weights[0]!).set([9, 9]);
    linalg.values(parameters.weights[1]!).set([1, 2, 3, 4]);
    linalg.values(parameters.weights[2]!).set([5, 6]);
    // K_2 = W_2 = [5; 6], K_1 = W_1 W_2 = [17; 39], M = 25 + 36 + 289 + 1521.
    expect(responses(linalg, parameters)).toEqual({
      layers: [
        [[17], [39]],
        [[5], [6]],
      ],
      m: [[1871]],
    });
  });
});
