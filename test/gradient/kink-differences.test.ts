import { describe, expect, it } from "vitest";
import { hopfieldEnergy } from "../../src/energy/hopfield/energy.ts";
import { truthAtFreePhase } from "../../src/gradient/implicit.ts";
import { relax } from "../../src/inference/relax.ts";
import { relativeError } from "../golden.ts";
import { equilibrium } from "../inference/settings.ts";
import { bind, numbers, type Problem, randomProblem, type Setup } from "../network/problem.ts";

// Oracle: for predictive coding the implicit gradient is that of backprop, which needs no difference.

const truthOf = ({ linalg, energy, truth, input }: Problem) => {
  const { gradient, by } = truthAtFreePhase(linalg, energy, energy.start);
  const expected = numbers(linalg, truth.parameters.all).map((value) => value / input.rows);
  return { by, error: relativeError(linalg.values(gradient.all), expected) };
};

/** The same network, a bias shifted so that a unit of the second layer is as far above its kink as `a`. */
const nearKink = (problem: Problem, a: number): Problem => {
  const { linalg, network, parameters, input, target, loss, precisions, pass } = problem;
  linalg.values(parameters.biases[1]!)[0]! += a - linalg.values(pass.preactivations[1]!)[0]!;
  return bind(linalg, network, parameters, input, target, loss, precisions);
};

describe.each(["float64", "float32"] as const)("a truth by differences, %s", (precision) => {
  const fine = precision === "float64" ? 1e-8 : 1e-3;
  const near = precision === "float64" ? 1e-4 : 3e-3;
  const setup = { sizes: [5, 6, 4, 2], precision } satisfies Setup;

  it("with ReLU: where it is wrong, it is said that a difference crossed a kink", () => {
    const seen = { crossed: 0, clear: 0 };
    for (let seed = 1; seed <= 40; seed++) {
      const problem = nearKink(
        randomProblem({ ...setup, activation: "relu", seed }),
        seed % 2 === 0 ? near : 0.3,
      );
      const { by, error } = problem.linalg.scope(() => truthOf(problem));
      if (by === "differences across a kink") seen.crossed++;
      else {
        seen.clear++;
        expect(by).toBe("differences");
        expect(error, `seed ${seed}`).toBeLessThan(fine);
      }
    }
    // A unit next to its kink is crossed, unless what lies below or above it is 0.
    expect(seen.crossed).toBeGreaterThan(10);
    expect(seen.clear).toBeGreaterThan(10);
  });

  it.each(["tanh", "sigmoid", "linear"] as const)("%s is smooth: nothing is crossed", (activation) => {
    for (let seed = 1; seed <= 10; seed++) {
      const problem = randomProblem({ ...setup, activation, seed });
      const { by, error } = problem.linalg.scope(() => truthOf(problem));
      expect(by).toBe("differences");
      expect(error, `seed ${seed}`).toBeLessThan(fine);
    }
  });
});

it("a ReLU Hopfield network has units that rest at 0, its kink; one of tanh has none", () => {
  for (const activation of ["relu", "tanh"] as const) {
    const problem = randomProblem({ sizes: [5, 6, 4, 2], activation, gain: 0.5, seed: 3 });
    const { linalg } = problem;
    const energy = hopfieldEnergy(linalg, problem);
    const { state } = relax(linalg, energy, "start", 0, equilibrium());
    const { by } = truthAtFreePhase(linalg, energy, state);
    expect(by).toBe(activation === "relu" ? "differences across a kink" : "differences");
  }
});
