import { describe, expect, it } from "vitest";
import { compareGradients } from "../../src/gradient/compare.ts";
import type { Phases } from "../../src/gradient/estimator.ts";
import { contrastive, oneSided, symmetric, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import type { InferenceSettings } from "../../src/inference/relax.ts";
import { equilibrium, euler } from "../inference/settings.ts";
import { centralDifferences, largestDeviation } from "../network/central-differences.ts";
import { bind, numbers, type Problem, randomProblem, someSamples } from "../network/problem.ts";

const estimate = ({ linalg, energy }: Problem, phases: Phases, inference: InferenceSettings): number[] =>
  numbers(linalg, twoPhaseEstimate(linalg, energy, phases, inference).gradient.all);

/** ‖estimate − truth‖ / ‖truth‖, and the largest residual over λ of the phases. */
const error = (problem: Problem, phases: Phases) => {
  const { linalg, energy, truth, target } = problem;
  const tight = equilibrium({ tolerance: 1e-14 });
  const { gradient, relaxations } = twoPhaseEstimate(linalg, energy, phases, tight);
  for (const { relaxation } of relaxations) {
    expect(new Set(relaxation.outcomes)).toEqual(new Set(["converged"]));
  }
  const mean = { ...truth.parameters, all: linalg.matrix(1, truth.parameters.all.columns) };
  linalg.addScaled(1 / target.rows, truth.parameters.all, mean.all);
  const residual = Math.max(...relaxations.flatMap(({ relaxation }) => [...relaxation.residuals]));
  return { distance: compareGradients(linalg, gradient, mean).relativeDistance, residual };
};

/** Least-squares slope of log y against log x. */
const logSlope = (x: readonly number[], y: readonly number[]): number => {
  const [u, v] = [x.map(Math.log), y.map(Math.log)];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mu, mv] = [mean(u), mean(v)];
  const covariance = u.reduce((sum, value, i) => sum + (value - mu) * (v[i]! - mv), 0);
  return covariance / u.reduce((sum, value) => sum + (value - mu) ** 2, 0);
};

const networks = [
  randomProblem({ sizes: [6, 8, 5, 3], activation: "tanh", batch: 4, seed: 2 }),
  randomProblem({ sizes: [6, 7, 6, 5, 4], activation: "tanh", batch: 4, seed: 3, loss: "cross-entropy" }),
  randomProblem({ sizes: [5, 9, 3], activation: "tanh", batch: 4, seed: 4, precisions: [0.5] }),
];

describe.each([0, 1, 2])("order of the error, tanh network %d", (index) => {
  const problem = networks[index]!;

  it.each([
    ["one-sided", oneSided, 1, 0.03, [1e-4, 3e-4, 1e-3, 3e-3, 1e-2]],
    ["one-sided, λ < 0", (lambda: number) => oneSided(-lambda), 1, 0.03, [1e-4, 3e-4, 1e-3, 3e-3, 1e-2]],
    ["symmetric", symmetric, 2, 0.05, [1e-3, 3e-3, 1e-2, 3e-2]],
  ] as const)("%s: O(λ^p) with the right p", (_, phases, order, uncertainty, lambdas) => {
    expect(Math.log10(lambdas.at(-1)! / lambdas[0]!)).toBeGreaterThanOrEqual(Math.log10(30));
    const errors = lambdas.map((lambda) => error(problem, phases(lambda)));
    errors.forEach(({ distance, residual }, i) => {
      // Otherwise the slope of the inference would be measured.
      expect((100 * residual) / lambdas[i]!).toBeLessThan(distance);
    });
    const slope = logSlope(
      lambdas,
      errors.map(({ distance }) => distance),
    );
    expect(Math.abs(slope - order)).toBeLessThan(uncertainty);
  });
});

describe("relations between estimates", () => {
  const problem = networks[0]!;

  it("the symmetric estimate does not change with the sign of λ, and is the mean of the one-sided ones", () => {
    for (const inference of [equilibrium(), euler()]) {
      const both = estimate(problem, symmetric(0.05), inference);
      expect(largestDeviation(estimate(problem, symmetric(-0.05), inference), both)).toBeLessThan(1e-15);
      const up = estimate(problem, oneSided(0.05), inference);
      const down = estimate(problem, oneSided(-0.05), inference);
      expect(
        largestDeviation(
          up.map((value, k) => (value + down[k]!) / 2),
          both,
        ),
      ).toBeLessThan(1e-13);
      expect(largestDeviation(up, down)).toBeGreaterThan(1e-3);
    }
  });

  it("a clamped predictive-coding output is nudging with λ = 1", () => {
    expect(estimate(problem, contrastive, equilibrium())).toEqual(
      estimate(problem, oneSided(1), equilibrium()),
    );
  });

  it("a batch gives the mean of its samples' estimates", () => {
    for (const phases of [oneSided(0.1), symmetric(0.1)]) {
      for (const inference of [equilibrium(), euler()]) {
        const whole = estimate(problem, phases, inference);
        const each = [0, 1, 2, 3].map((s) => estimate(someSamples(problem, [s]), phases, inference));
        const mean = whole.map((_, k) => each.reduce((sum, one) => sum + one[k]!, 0) / 4);
        expect(largestDeviation(whole, mean)).toBeLessThan(1e-13);
      }
    }
  });

  it("a batch of copies gives the estimate of the one sample", () => {
    const one = estimate(someSamples(problem, [2]), oneSided(0.1), euler());
    const copies = estimate(someSamples(problem, [2, 2, 2, 2, 2, 2, 2]), oneSided(0.1), euler());
    expect(largestDeviation(copies, one)).toBeLessThan(1e-13);
  });

  it("at rest the estimate is the derivative of the relaxed energy: (1/λ) dF*/dθ", () => {
    const some = someSamples(networks[2]!, [0, 1]);
    const { linalg, network, parameters, input, target, loss, precisions } = some;
    const lambda = 0.3;
    const relaxed = (): number => {
      const { energy } = bind(linalg, network, parameters, input, target, loss, precisions);
      const { relaxations } = twoPhaseEstimate(linalg, energy, oneSided(lambda), equilibrium());
      const { internal, supervised } = energy.values(relaxations[0]!.relaxation.state);
      return internal.reduce((sum, value, s) => sum + value + lambda * supervised[s]!, 0);
    };
    const expected = centralDifferences(some, [parameters.all], relaxed).map((value) => value / (2 * lambda));
    expect(largestDeviation(estimate(some, oneSided(lambda), equilibrium()), expected)).toBeLessThan(1e-9);
  });

  it("only phases that are not known beforehand are relaxed", () => {
    const { linalg, energy } = problem;
    const nudges = (phases: Phases) =>
      twoPhaseEstimate(linalg, energy, phases, euler()).relaxations.map(({ nudge }) => nudge);
    expect(nudges(oneSided(0.1))).toEqual([0.1]);
    expect(nudges(symmetric(0.1))).toEqual([-0.1, 0.1]);
  });
});
