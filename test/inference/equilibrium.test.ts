import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { relax } from "../../src/inference/relax.ts";
import type { Matrix } from "../../src/linalg/linalg.ts";
import { chain } from "../../src/network/network.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { largestDeviation } from "../network/central-differences.ts";
import {
  bind,
  flatten,
  likeState,
  numbers,
  type Problem,
  randomProblem,
  row,
  type Setup,
  someSamples,
} from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";
import { equilibrium, euler } from "./settings.ts";

/** ‖∂F/∂x‖ of each sample, from the energy's force in the activities. */
const forceNorms = ({ linalg, energy }: Problem, state: readonly Matrix[], lambda: number): number[] => {
  const force = likeState(linalg, state);
  energy.force(state, lambda, force);
  return Array.from({ length: state[0]!.rows }, (_, s) =>
    Math.hypot(...force.flatMap((f) => row(linalg, f, s))),
  );
};

const shapes: readonly (readonly [string, Setup])[] = [
  ["6-5-4-3", { sizes: [6, 5, 4, 3], precisions: [0.8, 1.5] }],
  ["6-5-3", { sizes: [6, 5, 3], precisions: [2] }],
  ["6-20-3-15-4", { sizes: [6, 20, 3, 15, 4], precisions: [1, 2, 0.6] }],
  ["8-10-10-10-10-3", { sizes: [8, 10, 10, 10, 10, 3] }],
  ["20-32-16-10", { sizes: [20, 32, 16, 10] }],
];
const cases = shapes.flatMap(([name, setup]) =>
  (["tanh", "sigmoid", "linear"] as const).flatMap((activation) =>
    (["squared-error", "cross-entropy"] as const).map((loss) => [name, activation, loss, setup] as const),
  ),
);

describe("smooth networks", () => {
  it.each(cases)("%s, %s, %s: ‖∂F/∂x‖ ≤ 1e-12 for λ from 1e-4 to 1", (_, activation, loss, setup) => {
    const problem = randomProblem({ ...setup, activation, loss, batch: 6 });
    const { linalg, energy } = problem;
    for (const lambda of [1e-4, 1e-3, 1e-2, 0.1, 0.5, 1, -0.05]) {
      const { state, outcomes, residuals } = relax(linalg, energy, "start", lambda, equilibrium());
      expect(outcomes, `λ = ${lambda}`).toEqual(new Array(6).fill("converged"));
      expect(Math.max(...residuals)).toBeLessThanOrEqual(1e-12 * Math.abs(lambda));
      // The force subtracts numbers of order 1 that agree to 16 digits.
      expect(Math.max(...forceNorms(problem, state, lambda))).toBeLessThanOrEqual(
        1e-12 * Math.abs(lambda) + 2e-15,
      );
    }
  });

  it("is where Euler's method arrives", () => {
    const problem = randomProblem({
      sizes: [6, 5, 4, 3],
      activation: "tanh",
      batch: 4,
      precisions: [0.8, 1.5],
    });
    const { linalg, energy } = problem;
    const [direct, walked] = [equilibrium(), euler({ steps: 4000 })].map((settings) =>
      flatten(linalg, relax(linalg, energy, "start", 0.5, settings).state),
    );
    expect(largestDeviation(direct!, walked!)).toBeLessThan(1e-12);
  });

  it("takes a few sweeps at small λ, fewer the smaller λ is", () => {
    const { linalg, energy } = randomProblem({ sizes: [30, 20, 12, 10], activation: "tanh", batch: 4 });
    const sweeps = [1e-4, 1e-3, 1e-2].map((lambda) =>
      Math.max(...relax(linalg, energy, "start", lambda, equilibrium()).steps),
    );
    expect(sweeps[0]).toBeLessThanOrEqual(6);
    expect(sweeps[1]).toBeLessThanOrEqual(8);
    expect(sweeps[2]).toBeLessThanOrEqual(14);
  });

  it("is accurate to rounding in float32", () => {
    const setup = { sizes: [6, 5, 4, 3], activation: "tanh", batch: 4 } as const;
    const [double, single] = (["float64", "float32"] as const).map((precision) => {
      const { linalg, energy } = randomProblem({ ...setup, precision });
      const { state, outcomes } = relax(linalg, energy, "start", 0.3, equilibrium());
      expect(outcomes).toEqual(new Array(4).fill("converged"));
      return flatten(linalg, state);
    });
    expect(largestDeviation(single!, double!)).toBeLessThan(1e-5);
  });
});

describe("an honest end", () => {
  const problem = randomProblem({ sizes: [6, 5, 4, 3], activation: "tanh", batch: 6, seed: 5, gain: 1.5 });
  const { linalg, energy } = problem;

  it.each([1, 2, 3, 5])(
    "%d sweeps are too few: max-steps, with ‖∂F/∂x‖ of the state that is returned",
    (limit) => {
      const settings = equilibrium({ maxIterations: limit });
      const { state, outcomes, residuals, steps } = relax(linalg, energy, "start", 1, settings);
      expect(outcomes).toEqual(new Array(6).fill("max-steps"));
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(limit);
      forceNorms(problem, state, 1).forEach((norm, s) => {
        expect(residuals[s]! / norm).toBeCloseTo(1, 10);
      });
    },
  );

  it("a looser tolerance ends earlier, within it", () => {
    const tight = relax(linalg, energy, "start", 0.3, equilibrium());
    const loose = relax(linalg, energy, "start", 0.3, equilibrium({ tolerance: 1e-4 }));
    expect(Math.max(...loose.steps)).toBeLessThan(Math.max(...tight.steps));
    expect(loose.outcomes).toEqual(new Array(6).fill("converged"));
    expect(Math.max(...forceNorms(problem, loose.state, 0.3))).toBeLessThanOrEqual(0.3 * 1e-4);
  });
});

describe("invariances", () => {
  it.each([
    ["tanh", 0.4],
    ["relu", 0.4],
    ["relu", 1],
  ] as const)(
    "%s, λ = %d: a sample's result does not depend on its batch, to the bit",
    (activation, lambda) => {
      const problem = randomProblem({ sizes: [6, 7, 6, 5, 3], activation, batch: 8, seed: 3 });
      const { linalg, energy } = problem;
      for (const maxIterations of [200, 6]) {
        const settings = equilibrium({ maxIterations });
        const whole = relax(linalg, energy, "start", lambda, settings);
        const groups = [...Array.from({ length: 8 }, (_, s) => [s]), [7, 4, 2], [0, 2, 4, 6, 1]];
        for (const group of groups) {
          const some = someSamples(problem, group);
          const found = relax(linalg, some.energy, "start", lambda, settings);
          group.forEach((s, at) => {
            expect(found.state.map((x) => row(linalg, x, at))).toEqual(
              whole.state.map((x) => row(linalg, x, s)),
            );
            expect([found.outcomes[at], found.steps[at], found.residuals[at]]).toEqual([
              whole.outcomes[s],
              whole.steps[s],
              whole.residuals[s],
            ]);
          });
        }
      }
    },
  );

  it("hidden units have no order: permuted weights give the permuted state", () => {
    const sizes = [4, 6, 5, 3];
    fc.assert(
      fc.property(
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
        fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.constantFrom("tanh" as const, "relu" as const),
        (first, second, seed, activation) => {
          const problem = randomProblem({ sizes, activation, seed, batch: 2 });
          const { linalg, network, parameters, input, target, loss, precisions, energy } = problem;
          const orders = [[0, 1, 2, 3], first, second, [0, 1, 2]];
          const permuted = zeroParameters(linalg, layoutOf(chain({ sizes: sizes, activation: "linear" })));
          parameters.weights.forEach((w, l) => {
            const [rows, columns] = [orders[l]!, orders[l + 1]!];
            const from = linalg.values(w);
            linalg
              .values(permuted.weights[l]!)
              .set(rows.flatMap((i) => columns.map((j) => from[i * w.columns + j]!)));
            const bias = linalg.values(parameters.biases[l]!);
            linalg.values(permuted.biases[l]!).set(columns.map((j) => bias[j]!));
          });
          const other = bind(linalg, network, permuted, input, target, loss, precisions);
          for (const settings of [equilibrium(), euler({ steps: 10 })]) {
            const state = relax(linalg, energy, "start", 0.2, settings).state;
            const found = relax(linalg, other.energy, "start", 0.2, settings).state;
            found.forEach((x, l) => {
              for (let s = 0; s < 2; s++) {
                const expected = row(linalg, state[l]!, s);
                const reordered = orders[l + 1]!.map((i) => expected[i]!);
                expect(largestDeviation(row(linalg, x, s), reordered)).toBeLessThan(1e-11);
              }
            });
          }
        },
      ),
      { numRuns: 40, seed: 1 },
    );
  });

  it("the state depends on λ and the target only through their product with the loss: T = ō leaves it at rest", () => {
    const problem = randomProblem({ sizes: [4, 6, 5, 3], batch: 3 });
    const { linalg, network, parameters, input, loss, precisions, pass } = problem;
    const resting = bind(linalg, network, parameters, input, pass.preactivations.at(-1)!, loss, precisions);
    const { state, outcomes, steps } = relax(linalg, resting.energy, "start", 1, equilibrium());
    expect(outcomes).toEqual(["converged", "converged", "converged"]);
    expect([...steps]).toEqual([1, 1, 1]);
    state.forEach((x, l) => {
      expect(numbers(linalg, x)).toEqual(numbers(linalg, resting.energy.start[l]!));
    });
  });

  it("widely scaled inputs still come to rest", () => {
    const draw = randomNumbers(2);
    const problem = randomProblem({ sizes: [5, 8, 6, 2], activation: "sigmoid", batch: 3 });
    const { linalg, input, network, parameters, target, loss, precisions } = problem;
    linalg.values(input).forEach((_, k, values) => {
      values[k] = 1e4 * draw();
    });
    const far = bind(linalg, network, parameters, input, target, loss, precisions);
    expect(relax(linalg, far.energy, "start", 0.5, equilibrium()).outcomes).toEqual(
      new Array(3).fill("converged"),
    );
  });
});
