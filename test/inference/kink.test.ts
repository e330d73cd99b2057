import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/inference/outcome.ts";
import { relax } from "../../src/inference/relax.ts";
import { plainErrors, plainForce, plainPreactivations } from "../network/plain.ts";
import {
  numbers,
  type Problem,
  randomProblem,
  row,
  toPlain,
  toPlainSample,
  toPlainState,
} from "../network/problem.ts";
import { type Chain, chainEquilibrium, chains } from "./kink-network.ts";
import { equilibrium } from "./settings.ts";

const onKink: Chain = { w: 1, b: -0.9, v: 1, gap: 1 };

describe("equilibria on a kink, in closed form", () => {
  it("α = 0.1, λ = ½: x_1 = 0.9, x_2 = −⅓, slope 0.3", () => {
    const expected = chainEquilibrium(onKink, 0.5);
    expect(expected.kink).toBe(true);
    expect([expected.x1, expected.x2, expected.slope].map((x) => Number(x.toFixed(12)))).toEqual([
      0.9, -0.333333333333, 0.3,
    ]);
    const { linalg, energy } = chains([onKink]);
    const { state, outcomes, residuals } = relax(linalg, energy, "start", 0.5, equilibrium());
    expect(outcomes).toEqual(["kink"]);
    expect(numbers(linalg, state[0]!)[0]).toBeCloseTo(0.9, 12);
    expect(numbers(linalg, state[1]!)[0]).toBeCloseTo(-1 / 3, 12);
    expect(residuals[0]).toBeLessThanOrEqual(0.5e-12);
  });

  it.each([0.02, 0.05, 0.1, 0.11, 0.125, 0.2, 0.5, 1, 4, -0.1, -0.4])(
    "λ = %d: on the kink just when it must be",
    (lambda) => {
      // For λ > 0 it is reached where w² λ v gap / (1 + λ v²) > α: here at λ = 1/9.
      const expected = chainEquilibrium(onKink, lambda);
      const { linalg, energy } = chains([onKink]);
      const { state, outcomes } = relax(linalg, energy, "start", lambda, equilibrium());
      expect(outcomes).toEqual([expected.kink ? "kink" : "converged"]);
      expect(numbers(linalg, state[0]!)[0]).toBeCloseTo(expected.x1, 11);
      expect(numbers(linalg, state[1]!)[0]).toBeCloseTo(expected.x2, 11);
    },
  );

  it("a loose tolerance holds for the kink as well: |a| is within it", () => {
    // The steeper w, the more an error of x_1 moves a = w x_1 + b.
    for (const [w, b] of [
      [5, -2.5],
      [20, -10],
      [-8, 9],
    ] as const) {
      const chain = { w, b, v: 1, gap: 1 };
      for (const tolerance of [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6]) {
        for (const lambda of [0.1, 0.5]) {
          if (!chainEquilibrium(chain, lambda).kink) continue;
          const { linalg, energy } = chains([chain]);
          const { state, outcomes } = relax(linalg, energy, "start", lambda, equilibrium({ tolerance }));
          expect(outcomes).toEqual(["kink"]);
          expect(Math.abs(w * numbers(linalg, state[0]!)[0]! + b)).toBeLessThanOrEqual(tolerance);
        }
      }
    }
  });

  it("several units rest on their kinks at once, the others do not", () => {
    const all: Chain[] = [
      onKink,
      { w: 2, b: -1.95, v: 0.5, gap: 0.8 },
      { w: 1, b: 1, v: 1, gap: 0.5 },
      { w: -1, b: 1.02, v: 2, gap: 1 },
      { w: 1, b: -3, v: 1, gap: 1 },
    ];
    const expected = all.map((chain) => chainEquilibrium(chain, 0.5));
    expect(expected.map(({ kink }) => kink)).toEqual([true, true, false, true, false]);
    const { linalg, energy } = chains(all, 2);
    const { state, outcomes } = relax(linalg, energy, "start", 0.5, equilibrium());
    expect(outcomes).toEqual(["kink", "kink"]);
    for (let s = 0; s < 2; s++) {
      expected.forEach(({ x1, x2 }, i) => {
        expect(row(linalg, state[0]!, s)[i]).toBeCloseTo(x1, 11);
        expect(row(linalg, state[1]!, s)[i]).toBeCloseTo(x2, 11);
      });
    }
  });

  it("λ = −½ has no equilibrium at all (1 + λ v² (1 + w²) = 0), and none is reported", () => {
    const { linalg, energy } = chains([onKink]);
    const { outcomes } = relax(linalg, energy, "start", -0.5, equilibrium());
    expect(["diverged", "max-steps"]).toContain(outcomes[0]);
  });

  it("a free phase exactly on a concave kink rests there, since f′(0) = 0, but not in a minimum: a saddle", () => {
    // α = 0 and gap < 0: with a > 0 the output would come nearer to its target, F = ½ (x_1 − 1)² − ½ (x_1 − 1) + …
    const { linalg, energy } = chains([{ w: 1, b: -1, v: 1, gap: -1 }]);
    const { outcomes, state } = relax(linalg, energy, "start", 0.5, equilibrium());
    expect(outcomes).toEqual(["saddle"]);
    expect(numbers(linalg, state[0]!)[0]).toBe(1);
  });
});

/**
 * Clarke's condition, independently of the solver: some slopes θ ∈ [0, 1] of the units with |a| ≤ 1e-10 make the force 0.
 * Returns ‖force‖ with the best slopes; `count` is the number of such units. The force is linear in each layer's slopes.
 */
const generalisedForce = (
  problem: Problem,
  state: readonly (typeof problem.input)[],
  sample: number,
  lambda: number,
) => {
  const { linalg, precisions } = problem;
  const plain = toPlain(problem);
  const one = toPlainSample(problem, sample);
  const x = toPlainState(linalg, state, sample);
  const preactivations = plainPreactivations(plain, one, x);
  const errors = plainErrors(plain, one, x);
  const force = plainForce(plain, one, x, lambda);
  let count = 0;
  for (let l = 1; l < x.length; l++) {
    const units = preactivations[l]!.flatMap((a, u) => (Math.abs(a) <= 1e-10 ? [u] : []));
    count += units.length;
    // force_{l−1} = rest + Σ_u θ_u π_l ε_u W[:, u]; the formula above took θ = 1 where a > 0.
    const columns = units.map((u) => plain.weights[l]!.map((w) => precisions[l]! * errors[l]![u]! * w[u]!));
    const rest = force[l - 1]!.map((value, i) =>
      units.reduce((sum, u, k) => sum - Number(preactivations[l]![u]! > 0) * columns[k]![i]!, value),
    );
    const slopes = units.map(() => 0.5);
    // Coordinate descent on a tiny least-squares problem, until no slope moves any more.
    for (let round = 0, before: readonly number[] = []; round < 5000; round++) {
      if (slopes.every((slope, k) => slope === before[k])) break;
      before = [...slopes];
      units.forEach((_, k) => {
        const others = rest.map(
          (value, i) => value + columns.reduce((s, c, m) => (m === k ? s : s + slopes[m]! * c[i]!), 0),
        );
        const square = columns[k]!.reduce((s, c) => s + c * c, 0);
        const best = -columns[k]!.reduce((s, c, i) => s + c * others[i]!, 0) / square;
        slopes[k] = Math.min(1, Math.max(0, best));
      });
    }
    force[l - 1] = rest.map((value, i) => columns.reduce((s, c, k) => s + slopes[k]! * c[i]!, value));
  }
  return { norm: Math.hypot(...force.flat()), count };
};

describe("random ReLU networks", () => {
  it.each([
    [[6, 5, 4, 3], 0.1],
    [[6, 5, 4, 3], 0.5],
    [[6, 8, 6, 5, 3], 0.3],
    [[8, 10, 10, 10, 10, 3], 0.1],
  ] as const)("%j, λ = %d: every sample rests, and on a kink just when it says so", (sizes, lambda) => {
    const batch = 16;
    const problem = randomProblem({ sizes, activation: "relu", batch, seed: 5 });
    const { linalg, energy } = problem;
    const { state, outcomes, residuals } = relax(linalg, energy, "start", lambda, equilibrium());
    const seen = new Set<Outcome>(outcomes);
    expect([...seen].sort()).toEqual(["converged", "kink"]);
    outcomes.forEach((outcome, s) => {
      const { norm, count } = generalisedForce(problem, state, s, lambda);
      expect(norm, `sample ${s}, ${outcome}`).toBeLessThan(1e-9);
      expect(residuals[s]).toBeLessThanOrEqual(1e-12 * lambda);
      expect(count > 0 ? "kink" : "converged", `sample ${s}`).toBe(outcome);
    });
  });
});
