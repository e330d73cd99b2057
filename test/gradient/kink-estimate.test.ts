import { describe, expect, it } from "vitest";
import { oneSided, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { type Chain, chainEquilibrium, chains } from "../inference/kink-network.ts";
import { equilibrium } from "../inference/settings.ts";
import { largestDeviation } from "../network/central-differences.ts";
import { bind, numbers, randomProblem, someSamples } from "../network/problem.ts";

// Where the equilibrium rests on a kink, the relaxed energy F*(θ) is differentiable all the same: the slope of the kink
// adjusts. By the envelope theorem λ times the estimate is dF*/dθ there too, and not a matter of which side rounding chose.

describe("the estimate on a kink", () => {
  it("in closed form: the slope that balances the forces, neither 0 nor 1", () => {
    const all: Chain[] = [
      { w: 1, b: -0.9, v: 1, gap: 1 },
      { w: 2, b: -1.95, v: 0.5, gap: 0.8 },
      { w: -1, b: 1.02, v: 2, gap: 1 },
      { w: 1, b: 1, v: 1, gap: 0.5 },
    ];
    const lambda = 0.5;
    const { linalg, energy } = chains(all);
    const { gradient } = twoPhaseEstimate(linalg, energy, oneSided(lambda), equilibrium());
    all.forEach((chain, i) => {
      const expected = chainEquilibrium(chain, lambda).gradient;
      expect(lambda * numbers(linalg, gradient.weights[1]!)[i * all.length + i]!).toBeCloseTo(
        expected[0],
        10,
      );
      expect(lambda * numbers(linalg, gradient.biases[1]!)[i]!).toBeCloseTo(expected[1], 10);
    });
  });

  it("by differences of the relaxed energy, in a random ReLU network", () => {
    const lambda = 0.1;
    const tight = equilibrium({ tolerance: 1e-14, maxIterations: 500 });
    const whole = randomProblem({ sizes: [6, 5, 4, 3], activation: "relu", batch: 16, seed: 5 });
    const relaxation = twoPhaseEstimate(whole.linalg, whole.energy, oneSided(lambda), tight).relaxations[0]!
      .relaxation;
    const onKink = relaxation.outcomes.flatMap((outcome, s) => (outcome === "kink" ? [s] : []));
    expect(onKink.length).toBeGreaterThan(0);
    for (const s of onKink) {
      const { linalg, network, parameters, input, target, loss, precisions, energy } = someSamples(whole, [
        s,
      ]);
      const found = numbers(linalg, twoPhaseEstimate(linalg, energy, oneSided(lambda), tight).gradient.all);
      const theta = linalg.values(parameters.all);
      const relaxed = (): number => {
        const moved = bind(linalg, network, parameters, input, target, loss, precisions).energy;
        const { state } = twoPhaseEstimate(linalg, moved, oneSided(lambda), tight).relaxations[0]!.relaxation;
        const { internal, supervised } = moved.values(state);
        return internal[0]! + lambda * supervised[0]!;
      };
      const h = 1e-6;
      // Two relaxations a parameter: of every third one, which are of all kinds.
      const some = found.map((_, k) => k).filter((k) => k % 3 === s % 3);
      const expected = some.map((k) => {
        const kept = theta[k]!;
        theta[k] = kept + h;
        const up = relaxed();
        theta[k] = kept - h;
        const down = relaxed();
        theta[k] = kept;
        return (up - down) / (2 * h * lambda);
      });
      expect(
        largestDeviation(
          some.map((k) => found[k]!),
          expected,
        ),
        `sample ${s}`,
      ).toBeLessThan(1e-6);
    }
  });

  it("of a batch is the mean over its samples, whichever of them rest on kinks", () => {
    const tight = equilibrium({ tolerance: 1e-14, maxIterations: 500 });
    const whole = randomProblem({ sizes: [6, 5, 4, 3], activation: "relu", batch: 16, seed: 5 });
    const estimateOf = ({ linalg, energy }: Pick<typeof whole, "linalg" | "energy">) =>
      numbers(linalg, twoPhaseEstimate(linalg, energy, oneSided(0.1), tight).gradient.all);
    const mean = estimateOf(whole).map(() => 0);
    for (let s = 0; s < 16; s++)
      estimateOf(someSamples(whole, [s])).forEach((value, k) => {
        mean[k]! += value / 16;
      });
    expect(largestDeviation(estimateOf(whole), mean)).toBeLessThan(1e-11);
  });
});
