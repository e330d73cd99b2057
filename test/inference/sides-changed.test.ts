import { expect, it } from "vitest";
import { relax } from "../../src/inference/relax.ts";
import { sidesChanged } from "../../src/inference/sides-changed.ts";
import { plainFreePhase, plainPreactivations } from "../network/plain.ts";
import { randomProblem, toPlain, toPlainSample, toPlainState } from "../network/problem.ts";
import { chainEquilibrium, chains } from "./kink-network.ts";
import { equilibrium } from "./settings.ts";

const relu = { sizes: [5, 12, 9, 4], activation: "relu", gain: 1.5, batch: 3 } as const;

it("units that have changed sides are those whose preactivations have, computed in plain numbers", () => {
  const counts = [1, 2].map((seed) => {
    const problem = randomProblem({ ...relu, seed });
    const { linalg, energy } = problem;
    const relaxation = relax(linalg, energy, "start", 0.9, equilibrium());
    const plain = toPlain(problem);
    let expected = 0;
    for (let sample = 0; sample < relu.batch; sample++) {
      const one = toPlainSample(problem, sample);
      const [before, after] = [
        plainPreactivations(plain, one, plainFreePhase(plain, one)),
        plainPreactivations(plain, one, toPlainState(linalg, relaxation.state, sample)),
      ];
      // The output has no sides; a unit on its kink has |a| at rounding.
      for (let l = 0; l + 1 < before.length; l++)
        expected += after[l]!.filter(
          (a, unit) => Math.abs(a) > 1e-9 && a > 0 !== before[l]![unit]! > 0,
        ).length;
    }
    expect(sidesChanged(linalg, energy, 0.9, relaxation)).toBe(expected);
    return expected;
  });
  expect(Math.max(...counts)).toBeGreaterThan(0);
});

it("a unit that rests on its kink is on neither side: three chains in closed form", () => {
  const all = [
    { w: 1, b: -0.9, v: 1, gap: 1 },
    { w: 1, b: -1.02, v: 1, gap: -2 },
    { w: 1, b: 0.5, v: 1, gap: 0.1 },
  ];
  const { linalg, energy } = chains(all);
  const relaxation = relax(linalg, energy, "start", 0.5, equilibrium());
  // The first goes from a = 0.1 to its kink; the second stays below, the third above.
  expect(all.map((chain) => chainEquilibrium(chain, 0.5).kink)).toEqual([true, false, false]);
  expect(relaxation.onKinks).toHaveLength(1);
  expect(sidesChanged(linalg, energy, 0.5, relaxation)).toBe(0);
});

it("a smooth energy has no sides", () => {
  const { linalg, energy } = randomProblem({ ...relu, activation: "tanh" });
  const relaxation = relax(linalg, energy, "start", 0.9, equilibrium());
  expect(sidesChanged(linalg, energy, 0.9, relaxation)).toBeNull();
});
