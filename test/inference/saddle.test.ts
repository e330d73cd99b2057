import { describe, expect, it } from "vitest";
import type { Energy } from "../../src/energy/energy.ts";
import { relax } from "../../src/inference/relax.ts";
import { likeState, type Problem, randomProblem, toPlain } from "../network/problem.ts";
import { feedbackMatrix, largestEigenvalue } from "./linear-network.ts";
import { equilibrium } from "./settings.ts";

// Oracle: F of a linear network is a quadratic form that is positive definite just where λ > −1/λ_max(M) (`negative-nudge`); below
// that its one stationary point is a saddle, which the dynamics leave for infinity.

const lambdas = [0.3, 0.5, 1];

describe("linear networks nudged from both sides: a negative nudge ends in a saddle just where λ λ_max(M) > 1", () => {
  const seeds = Array.from({ length: 12 }, (_, seed) => seed + 1);
  const cases = seeds.flatMap((seed) => {
    const problem = randomProblem({
      sizes: [6, 5, 4, 3],
      activation: "linear",
      seed,
      gain: seed % 2 === 0 ? 1 : 0.7,
    });
    const bound = largestEigenvalue(feedbackMatrix(toPlain(problem)));
    return lambdas.map((lambda) => ({
      problem,
      lambda,
      saddle: lambda * bound > 1,
      margin: lambda * bound - 1,
    }));
  });

  it("by the closed form, and never under a positive nudge", () => {
    const decided = cases.filter(({ margin }) => Math.abs(margin) > 0.05);
    expect(decided.filter(({ saddle }) => saddle).length).toBeGreaterThan(3);
    expect(decided.filter(({ saddle }) => !saddle).length).toBeGreaterThan(3);
    for (const { problem, lambda, saddle, margin } of decided) {
      const { linalg, energy } = problem;
      const what = `λ = ${lambda}, λ λ_max(M) − 1 = ${margin}`;
      const [below, above] = [-lambda, lambda].map(
        (nudge) => relax(linalg, energy, "start", nudge, equilibrium()).outcomes,
      );
      expect(below, what).toEqual([saddle ? "saddle" : "converged"]);
      expect(above, what).toEqual(["converged"]);
    }
  });
});

/** The internal energy with its sign flipped, known by value and force alone, as a custom energy is. */
const flipped = ({ linalg, energy }: Problem): Energy => ({
  name: "flipped",
  layout: energy.layout,
  start: energy.start,
  startsAtZeroGradient: false,
  values: (state) => {
    const { internal, supervised } = energy.values(state);
    return { internal: internal.map((value) => -value), supervised };
  },
  // −∂(−I + λL) = −∂(I + λL) − 2 (−∂I).
  force: (state, nudge, out) => {
    const inside = likeState(linalg, state);
    energy.force(state, 0, inside);
    energy.force(state, nudge, out);
    out.forEach((force, l) => {
      linalg.addScaled(-2, inside[l]!, force);
    });
  },
  parameterGradient: energy.parameterGradient,
});

describe("an energy with its sign flipped", () => {
  it.each(["tanh", "linear", "relu"] as const)("%s: has no minimum, and none is reported", (activation) => {
    for (const seed of [1, 2]) {
      const problem = randomProblem({ sizes: [5, 4, 3, 2], activation, seed });
      const { linalg, energy } = problem;
      const own = flipped(problem);
      for (const lambda of [1e-3, 0.5]) {
        const { outcomes } = relax(linalg, own, "start", lambda, equilibrium());
        for (const outcome of outcomes)
          expect(["saddle", "diverged"], `seed ${seed}, λ = ${lambda}`).toContain(outcome);
        expect(relax(linalg, energy, "start", lambda, equilibrium()).outcomes).not.toContain("saddle");
      }
    }
  });
});
