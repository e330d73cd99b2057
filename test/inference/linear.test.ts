import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { largestCurvature } from "../../src/inference/curvature/curvature.ts";
import { requireBounded } from "../../src/inference/diverged.ts";
import { relax } from "../../src/inference/relax.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { largestDeviation } from "../network/central-differences.ts";
import {
  numbers,
  type Problem,
  randomProblem,
  row,
  toPlain,
  toPlainSample,
  toPlainState,
} from "../network/problem.ts";
import { feedbackMatrix, largestEigenvalue, linearEquilibrium, linearHessian } from "./linear-network.ts";
import { equilibrium, euler } from "./settings.ts";

const shapes: readonly (readonly [readonly number[], readonly number[]])[] = [
  [[6, 5, 3], [1]],
  [
    [6, 5, 4, 3],
    [0.5, 2],
  ],
  [
    [6, 20, 3, 15, 4],
    [1, 1, 1],
  ],
  [
    [8, 10, 10, 10, 10, 3],
    [1, 1, 1, 1],
  ],
  [
    [20, 24, 16, 10],
    [1, 0.7],
  ],
];

const linear = (sizes: readonly number[], precisions: readonly number[], batch = 2): Problem =>
  randomProblem({ sizes, precisions, activation: "linear", biasBound: 0, batch, seed: 4 });

describe.each(shapes)("linear network %j without biases", (sizes, precisions) => {
  const problem = linear(sizes, precisions);
  const { linalg, energy, network } = problem;
  const plain = toPlain(problem);
  const bound = largestEigenvalue(feedbackMatrix(plain));

  it.each([1e-4, 1e-2, 0.1, 1, 10, 1000])("λ = %d: the equilibrium is exact", (lambda) => {
    const { state, outcomes } = relax(linalg, energy, "start", lambda, equilibrium());
    expect(outcomes).toEqual(["converged", "converged"]);
    const gradient = zeroParameters(linalg, layoutOf(network));
    energy.parameterGradient(state, lambda, gradient);
    const { internal, supervised } = energy.values(state);
    const each = [0, 1].map((s) => linearEquilibrium(plain, toPlainSample(problem, s), lambda));
    each.forEach((expected, s) => {
      expect(largestDeviation(toPlainState(linalg, state, s).flat(), expected.state.flat())).toBeLessThan(
        1e-11,
      );
      expect((internal[s]! + lambda * supervised[s]!) / expected.total).toBeCloseTo(1, 11);
      // L = ½‖o − T‖² at rest.
      const loss = expected.outputError.reduce((sum, value) => sum + value ** 2 / 2, 0);
      expect(supervised[s]! / loss).toBeCloseTo(1, lambda > 1 ? 6 : 10);
    });
    const expected = each[0]!.weightGradients.flatMap((w, l) => [
      ...w.flatMap((one, i) =>
        one.map((value, j) => lambda * (value + each[1]!.weightGradients[l]![i]![j]!)),
      ),
      ...each[0]!.biasGradients[l]!.map((value, j) => lambda * (value + each[1]!.biasGradients[l]![j]!)),
    ]);
    // Small λ: ε = x − f(a) has a relative error of rounding / λ.
    expect(largestDeviation(numbers(linalg, gradient.all), expected)).toBeLessThan(1e-10 + 1e-14 / lambda);
  });

  it("a negatively nudged phase is stable just where −λ < 1/λ_max(M)", () => {
    const residual = (lambda: number, steps: number): number =>
      Math.max(...relax(linalg, energy, "start", lambda, euler({ steps })).residuals);
    expect(residual(-0.85 / bound, 1500)).toBeLessThan(residual(-0.85 / bound, 500) / 2);
    expect(residual(-1.15 / bound, 1500)).toBeGreaterThan(2 * residual(-1.15 / bound, 500));
  });

  it("λ = −½/λ_max(M): Euler's method and the equilibrium arrive at the closed form", () => {
    const lambda = -0.5 / bound;
    const expected = linearEquilibrium(plain, toPlainSample(problem, 1), lambda).state.flat();
    // Euler's slowest mode still has some way to go.
    for (const [settings, accuracy] of [
      [euler({ steps: 6000 }), 1e-5],
      [equilibrium(), 1e-10],
    ] as const) {
      const { state } = relax(linalg, energy, "start", lambda, settings);
      expect(largestDeviation(toPlainState(linalg, state, 1).flat(), expected)).toBeLessThan(accuracy);
    }
  });

  it.each([0.01, 1, 5])("λ = %d: the largest curvature is that of the Hessian, within 3 %%", (lambda) => {
    const expected = largestEigenvalue(linearHessian(plain, lambda));
    expect(largestCurvature(linalg, energy, energy.start, lambda) / expected).toBeGreaterThan(0.97);
    expect(largestCurvature(linalg, energy, energy.start, lambda) / expected).toBeLessThan(1.001);
  });

  it("Euler's method is stable below η = 2/λ_max and diverges above", () => {
    const safe = 2 / largestEigenvalue(linearHessian(plain, 1));
    const run = (stepSize: number) => {
      const settings = euler({ stepSize, steps: 1500 });
      return { settings, relaxation: relax(linalg, energy, "start", 1, settings) };
    };
    const below = run(0.97 * safe);
    expect(below.relaxation.outcomes).not.toContain("diverged");
    expect(() => requireBounded(linalg, energy, 1, below.settings, below.relaxation)).not.toThrow();

    const above = run(1.03 * safe);
    expect(above.relaxation.outcomes).toEqual(["diverged", "diverged"]);
    const check = () => requireBounded(linalg, energy, 1, above.settings, above.relaxation);
    expect(check).toThrow(UserError);
    expect(check).toThrow(
      `diverged for 2 of 2 samples: with inference.stepSize ${1.03 * safe} the energy rose`,
    );
    try {
      check();
    } catch (error) {
      const { message } = error as UserError;
      expect(Number(/λ_max ≈ (\S+) at the free phase/.exec(message)![1]) * (safe / 2)).toBeCloseTo(1, 1);
      expect(Number(/below 2\/λ_max ≈ ([\d.]+)[:,]/.exec(message)![1]) / safe).toBeCloseTo(1, 1);
      const advised = Number(/inference\.stepSize=([\d.]+)[, ]/.exec(message)![1]);
      expect(advised).toBeLessThan(safe);
      expect(run(advised).relaxation.outcomes).not.toContain("diverged");
    }
  });
});

describe("float32", () => {
  it("the largest curvature is good to 5 %", () => {
    const sizes = [6, 5, 4, 3];
    const problem = randomProblem({
      sizes,
      activation: "linear",
      biasBound: 0,
      precision: "float32",
      batch: 3,
    });
    const expected = largestEigenvalue(linearHessian(toPlain(problem), 1));
    const found = largestCurvature(problem.linalg, problem.energy, problem.energy.start, 1);
    expect(Math.abs(found / expected - 1)).toBeLessThan(0.05);
  });

  it("one diverged sample among resting ones is counted and named", () => {
    const problem = randomProblem({ sizes: [4, 5, 3], activation: "linear", batch: 3 });
    const { linalg, energy } = problem;
    const settings = euler();
    const relaxation = relax(linalg, energy, "start", 1, settings);
    const outcomes = ["max-steps", "diverged", "max-steps"] as const;
    expect(() => requireBounded(linalg, energy, 1, settings, { ...relaxation, outcomes })).toThrow(
      "1 of 3 samples",
    );
    expect(row(linalg, relaxation.state[0]!, 0).length).toBe(5);
  });
});
