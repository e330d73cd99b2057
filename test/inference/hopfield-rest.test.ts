// Equilibria in the activities themselves: they come to rest where rounding lets them, also far from convexity.
import { describe, expect, it } from "vitest";
import { hopfieldEnergy } from "../../src/energy/hopfield/energy.ts";
import { rowNorms } from "../../src/energy/row-distances.ts";
import { relax } from "../../src/inference/relax.ts";
import type { Precision } from "../../src/linalg/linalg.ts";
import { likeState, randomProblem } from "../network/problem.ts";

const settings = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 400 } as const;
const epsilon = { float64: 2 ** -52, float32: 2 ** -23 };

describe.each(["float64", "float32"] as const)("Hopfield energies in %s", (precision: Precision) => {
  it("a nudge so small that λ times the tolerance is below rounding still ends at rest", () => {
    const problem = randomProblem({ sizes: [6, 5, 4, 3], precision, batch: 3, gain: 0.5, seed: 2 });
    const { linalg } = problem;
    const energy = hopfieldEnergy(linalg, problem);
    const free = relax(linalg, energy, "start", 0, settings);
    for (const lambda of [1e-2, 1e-4, 1e-6, -1e-6]) {
      const { state, outcomes, steps, rounding } = relax(linalg, energy, free.state, lambda, settings);
      // At rest in all cases; what can be read there is rounding in float32 at the smallest λ.
      expect(outcomes).toEqual(Array.from(rounding, (part) => (part > 0.1 ? "rounding" : "converged")));
      if (precision === "float64" || Math.abs(lambda) > 1e-5) expect(Math.max(...rounding)).toBeLessThan(0.1);
      expect(Math.max(...steps)).toBeLessThan(800);
      const force = likeState(linalg, state);
      energy.force(state, lambda, force);
      const limit = Math.max(
        1e-12 * Math.abs(lambda),
        4 * epsilon[precision] * Math.max(...rowNorms(linalg, state)),
      );
      expect(Math.max(...rowNorms(linalg, force))).toBeLessThan(limit);
    }
  });

  it("samples that begin near a saddle find their way", () => {
    // Strong symmetric couplings make 0 a saddle of most of these; without plain descent a fifth of them never rests.
    const outcomes = Array.from({ length: 12 }, (_, seed) => {
      const problem = randomProblem({ sizes: [6, 5, 4, 3], precision, batch: 3, gain: 1, seed: seed + 1 });
      const { linalg } = problem;
      return linalg.scope(() => {
        const energy = hopfieldEnergy(linalg, problem);
        return relax(linalg, energy, "start", 0, settings).outcomes;
      });
    });
    expect(outcomes.flat().filter((outcome) => outcome !== "converged")).toEqual([]);
  });
});
