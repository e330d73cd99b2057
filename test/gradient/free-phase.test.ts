import { describe, expect, it } from "vitest";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import { freeOutput } from "../../src/gradient/free-phase.ts";
import { estimators } from "../../src/gradient/registry.ts";
import { relax } from "../../src/inference/relax.ts";
import { numbers, randomProblem } from "../network/problem.ts";
import { benchOf } from "./estimators.ts";

describe("what a network answers", () => {
  const problem = randomProblem({ sizes: [5, 6, 3], activation: "tanh", batch: 4, seed: 3, gain: 0.6 });
  const { linalg, pass } = problem;
  const bench = benchOf(problem);
  const feedForward = numbers(linalg, pass.preactivations.at(-1)!);
  const freePhase = (name: "hopfield" | "layered-feedback"): number[] => {
    const energy = bindEnergy(linalg, energies[name], bench.problem, 0.2);
    return numbers(linalg, relax(linalg, energy, "start", 0, bench.inference).state.at(-1)!);
  };
  const expected: Readonly<Record<string, number[]>> = {
    none: feedForward,
    "predictive-coding": feedForward,
    hopfield: freePhase("hopfield"),
    "layered-feedback": freePhase("layered-feedback"),
  };

  it.each(estimators.map((each) => [each.name, each] as const))(
    "is the output of its free phase: %s",
    (_, estimator) => {
      const answer = numbers(linalg, freeOutput(bench, estimator, 0.2));
      expect(answer).toEqual(expected[estimator.energy ?? "none"]);
    },
  );
});
