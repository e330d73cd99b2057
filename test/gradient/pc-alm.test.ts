import { describe, expect, it } from "vitest";
import { compareGradients } from "../../src/gradient/compare.ts";
import { pcAlm } from "../../src/gradient/estimator/pc-alm.ts";
import { pcNudge } from "../../src/gradient/estimator/pc-nudge.ts";
import { trueGradient } from "../../src/gradient/truth.ts";
import { relativeError } from "../golden.ts";
import { largestDeviation } from "../network/central-differences.ts";
import { numbers, randomProblem } from "../network/problem.ts";
import { benchOf } from "./estimators.ts";

describe("PC-ALM", () => {
  it("without an update is PC-Nudge", () => {
    const bench = benchOf(randomProblem({ sizes: [6, 7, 5, 4], activation: "tanh", batch: 3, seed: 4 }));
    const [alm, nudge] = [pcAlm(0), pcNudge].map(({ estimate }) =>
      numbers(bench.linalg, estimate(bench, 0.3).gradient.all),
    );
    // The same state; PC-Nudge reads the errors themselves, PC-ALM the difference x − f(a).
    expect(relativeError(alm!, nudge!)).toBeLessThan(1e-13);
  });

  // x, w, v, T of a chain of three single linear units: with M = v² the output error after K updates is
  // r (1 − (λM/(1 + λM))^{K+1}), r that of the forward pass; ∂L/∂v = r·x₁ and ∂L/∂w = r v x₀ follow in closed form.
  it.each([0, 1, 2, 5])("on a chain of single linear units has its closed form, %d updates", (updates) => {
    const [x0, w, v, target, lambda] = [0.7, -1.3, 1.1, 0.4, 2];
    const problem = randomProblem({ sizes: [1, 1, 1], activation: "linear", batch: 1, seed: 1 });
    const { linalg, parameters, input } = problem;
    linalg.values(parameters.all).set([w, 0, v, 0]);
    linalg.values(input).set([x0]);
    linalg.values(problem.target).set([target]);
    const rate = (lambda * v * v) / (1 + lambda * v * v);
    const residual = (x0 * w * v - target) * (1 - rate ** (updates + 1));
    const hidden = (residual + target) / v;
    const { gradient } = pcAlm(updates).estimate(benchOf(problem), lambda);
    const expected = [residual * v * x0, residual * v, residual * hidden, residual];
    expect(largestDeviation(numbers(linalg, gradient.all), expected)).toBeLessThan(1e-13);
  });

  it("comes to backprop with many updates, at a λ where PC-Nudge is far off", () => {
    const problem = randomProblem({ sizes: [6, 7, 5, 4], activation: "tanh", batch: 3, seed: 4, gain: 0.6 });
    const bench = benchOf(problem);
    const truth = trueGradient(bench, pcNudge);
    const error = (updates: number): number =>
      compareGradients(bench.linalg, pcAlm(updates).estimate(bench, 1).gradient, truth).relativeDistance;
    expect(error(0)).toBeGreaterThan(0.05);
    expect(error(30)).toBeLessThan(1e-6);
  });

  it("finds where the dynamics of the augmented energy end, when nothing is proven about them", () => {
    const problem = randomProblem({ sizes: [8, 7, 6, 5, 4], activation: "tanh", batch: 2, seed: 1, gain: 3 });
    const { relaxations } = pcAlm(3).estimate(benchOf(problem), 0.1);
    expect(relaxations.flatMap(({ relaxation }) => relaxation.outcomes)).toEqual(
      new Array(8).fill("converged"),
    );
  });

  it("does not depend on the batch that a sample is in", () => {
    const problem = randomProblem({ sizes: [6, 7, 5, 4], activation: "relu", batch: 2, seed: 4 });
    const one = randomProblem({ sizes: [6, 7, 5, 4], activation: "relu", batch: 1, seed: 4 });
    const { linalg } = problem;
    linalg.values(one.parameters.all).set(linalg.values(problem.parameters.all));
    const each = [0, 1].map((sample) => {
      for (const key of ["input", "target"] as const) {
        const size = problem[key].columns;
        one.linalg
          .values(one[key])
          .set(linalg.values(problem[key]).subarray(sample * size, (sample + 1) * size));
      }
      const { pass: _, ...bench } = benchOf(one).problem;
      return numbers(linalg, pcAlm(2).estimate({ ...benchOf(one), problem: bench }, 0.2).gradient.all);
    });
    const both = numbers(linalg, pcAlm(2).estimate(benchOf(problem), 0.2).gradient.all);
    expect(
      largestDeviation(
        both,
        each[0]!.map((value, k) => (value + each[1]![k]!) / 2),
      ),
    ).toBeLessThan(1e-13);
  });
});
