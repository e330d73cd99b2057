import { describe, expect, it } from "vitest";
import { estimatorNamed } from "../../src/gradient/registry.ts";
import { meanAlignment, outputMotion } from "../../src/gradient/target-alignment.ts";
import type { Matrix } from "../../src/linalg/linalg.ts";
import { feedForward } from "../../src/network/feed-forward.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { largestDeviation } from "../network/central-differences.ts";
import { codingGraphs, type GoldenCodingGraph, loadGraph } from "../network/graph.ts";
import { numbers, randomProblem } from "../network/problem.ts";
import { benchOf } from "./estimators.ts";

const weights = [
  [-2, 1 / 12],
  [-1, -2 / 3],
  [1, 2 / 3],
  [2, -1 / 12],
] as const;

describe("the motion of the output along a direction of the parameters", () => {
  it.each(codingGraphs)("is the derivative of the feed-forward pass, whatever the wiring: %s", (name) => {
    const { linalg, network, parameters, input } = loadGraph<GoldenCodingGraph>(name).graph;
    const direction = zeroParameters(linalg, layoutOf(network));
    const [theta, along] = [linalg.values(parameters.all), linalg.values(direction.all)];
    along.forEach((_, k) => {
      along[k] = ((k * 37) % 19) / 19 - 0.4;
    });
    const at = theta.slice();
    const step = 1e-3;
    const output = (t: number): number[] => {
      theta.forEach((_, k) => {
        theta[k] = at[k]! + t * along[k]!;
      });
      return numbers(linalg, feedForward(linalg, network, parameters, input).preactivations.at(-1)!);
    };
    const expected = output(0).map(() => 0);
    for (const [k, weight] of weights)
      output(k * step).forEach((value, i) => {
        expected[i]! += (weight / step) * value;
      });
    output(0);
    const motion = outputMotion(linalg, feedForward(linalg, network, parameters, input), direction);
    expect(largestDeviation(numbers(linalg, motion), expected)).toBeLessThan(1e-8);
  });
});

describe("target alignment", () => {
  // With one layer alone ∂o/∂W · (x ⊗ e) = (x·x + 1) e: straight to the target, whatever the sample.
  it("of a network without hidden units is 1", () => {
    const bench = benchOf(randomProblem({ sizes: [6, 4], activation: "linear", batch: 3, seed: 2 }));
    expect(meanAlignment(bench, estimatorNamed("backprop"), 1)).toBeCloseTo(1, 14);
  });

  it("of PC-Nudge tends to that of backprop as λ → 0, in proportion to λ", () => {
    const bench = benchOf(randomProblem({ sizes: [6, 5, 4, 3], activation: "tanh", batch: 3, seed: 2 }));
    const truth = meanAlignment(bench, estimatorNamed("backprop"), 1);
    const off = (lambda: number) =>
      Math.abs(meanAlignment(bench, estimatorNamed("pc-nudge"), lambda) - truth);
    expect(off(1e-3) / off(1e-4)).toBeCloseTo(10, 0);
    expect(off(1e-4)).toBeLessThan(1e-4);
  });

  it("is a mean of the samples alone", () => {
    const bench = benchOf(randomProblem({ sizes: [6, 5, 4, 3], activation: "tanh", batch: 3, seed: 2 }));
    const { input, target } = bench.problem;
    const one = (sample: number) => {
      const alone = benchOf(randomProblem({ sizes: [6, 5, 4, 3], activation: "tanh", batch: 1, seed: 2 }));
      const { linalg, problem } = alone;
      linalg.values(problem.parameters.all).set(bench.linalg.values(bench.problem.parameters.all));
      linalg.values(problem.input).set(bench.linalg.values(input).subarray(sample * 6, (sample + 1) * 6));
      linalg.values(problem.target).set(bench.linalg.values(target).subarray(sample * 3, (sample + 1) * 3));
      return meanAlignment(alone, estimatorNamed("pc-nudge"), 0.5);
    };
    expect(meanAlignment(bench, estimatorNamed("pc-nudge"), 0.5)).toBeCloseTo(
      (one(0) + one(1) + one(2)) / 3,
      13,
    );
  });

  // x = (1, 0), hidden h = 1, then k = (1, 0), o = (1, 0), T = (0, −1): r = (1, 1), M = kᵀk = diag(1, 0). By hand,
  // Δo = −((|x|² + 1)(q·k) k + (h x̃ + 1) q), q = r (I + λM)⁻¹, x̃ = h − λ q·k.
  it.each([
    ["backprop", 1, [4, 2]],
    ["pc-nudge", 1, [1.75, 1.5]],
    // q = (0.2, 1), x̃ = 0.2
    ["pc-nudge", 4, [0.64, 1.2]],
  ] as const)("of a small linear network, worked out by hand: %s at %s", (name, lambda, motion) => {
    const bench = benchOf(randomProblem({ sizes: [2, 1, 2], activation: "linear", batch: 1, seed: 1 }));
    const { linalg, problem } = bench;
    const set = (matrix: Matrix, values: readonly number[]) => void linalg.values(matrix).set(values);
    linalg.values(problem.parameters.all).fill(0);
    set(problem.parameters.weights[0]!, [1, 0]);
    set(problem.parameters.weights[1]!, [1, 0]);
    set(problem.input, [1, 0]);
    set(problem.target, [0, -1]);
    const [a, b] = motion;
    const expected = (a + b) / (Math.sqrt(a * a + b * b) * Math.SQRT2);
    const alone = { ...bench, problem: { ...problem, pass: undefined } };
    expect(meanAlignment(alone, estimatorNamed(name), lambda)).toBeCloseTo(expected, 12);
  });
});
