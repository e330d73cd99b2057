import { describe, expect, it } from "vitest";
import { feedForward } from "../../src/network/feed-forward.ts";
import { chain, depth } from "../../src/network/network.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { plainFreePhase, plainPreactivations } from "./plain.ts";
import { engine, numbers, randomProblem, row, toPlain, toPlainSample } from "./problem.ts";

describe("feed-forward pass", () => {
  const linalg = engine();

  it("by hand: 2-2-1, relu", () => {
    const network = chain({ sizes: [2, 2, 1], activation: "relu" });
    const parameters = zeroParameters(linalg, layoutOf(network));
    // a_1 = (1, 2)·[[1, −1], [2, 0.5]] + (0.5, −1) = (5.5, −1), o = 5.5·3 + 0·4 − 2.
    linalg.values(parameters.all).set([1, -1, 2, 0.5, 0.5, -1, 3, 4, -2]);
    const input = linalg.matrix(1, 2);
    linalg.values(input).set([1, 2]);
    const pass = feedForward(linalg, network, parameters, input);
    expect(pass.preactivations.map((a) => numbers(linalg, a))).toEqual([[5.5, -1], [14.5]]);
    expect(pass.activities.map((x) => numbers(linalg, x))).toEqual([[5.5, 0]]);
    expect(pass.slopes.map((x) => numbers(linalg, x))).toEqual([[1, 0]]);
    expect(depth(network)).toBe(2);
  });

  it("parameters lie as W_0, b_0, W_1, b_1, … and are views of one vector", () => {
    const parameters = zeroParameters(linalg, layoutOf(chain({ sizes: [2, 3, 4], activation: "linear" })));
    linalg.values(parameters.all).set(Array.from({ length: 25 }, (_, i) => i));
    expect(parameters.weights.map((w) => [w.rows, w.columns, linalg.values(w)[0]])).toEqual([
      [2, 3, 0],
      [3, 4, 9],
    ]);
    expect(parameters.biases.map((b) => numbers(linalg, b))).toEqual([
      [6, 7, 8],
      [21, 22, 23, 24],
    ]);
  });

  it.each(["relu", "tanh", "sigmoid", "linear"] as const)("%s: each sample as on its own", (activation) => {
    const problem = randomProblem({ sizes: [4, 7, 5, 6, 3], activation, batch: 5 });
    const plain = toPlain(problem);
    for (let s = 0; s < 5; s++) {
      const sample = toPlainSample(problem, s);
      const free = plainFreePhase(plain, sample);
      free.forEach((x, l) => {
        row(problem.linalg, problem.pass.activities[l]!, s).forEach((value, i) => {
          expect(value).toBeCloseTo(x[i]!, 14);
        });
      });
      plainPreactivations(plain, sample, free).forEach((a, l) => {
        row(problem.linalg, problem.pass.preactivations[l]!, s).forEach((value, i) => {
          expect(value).toBeCloseTo(a[i]!, 14);
        });
      });
    }
  });
});
