// Where bounds say that a Hopfield energy, or a network with weak feedback, has one point of rest: held against states that are found
// without them, by integration and by sampling.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { iterationOf } from "../../src/energy/capabilities.ts";
import type { Energy } from "../../src/energy/energy.ts";
import { resistances } from "../../src/energy/hopfield/resistance.ts";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import { rowNorms } from "../../src/energy/row-distances.ts";
import type { Nudge } from "../../src/energy/state.ts";
import { settle } from "../../src/inference/fixed-point.ts";
import { relaxByEuler } from "../../src/inference/solver/euler.ts";
import type { Linalg, Matrix } from "../../src/linalg/linalg.ts";
import { engine, type Problem, randomProblem } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";

const settings = { tolerance: 1e-12, maxIterations: 600 };
const landscapeAt = (linalg: Linalg, energy: Energy, nudge: Nudge) => {
  const map = iterationOf(linalg, energy, "start", nudge);
  const { ends } = settle(linalg, map, 1, settings);
  return { map, rests: ends[0]!.how === "settled", landscape: map.basin?.landscapes()[0] ?? null };
};
const here = { row: 0, residual: 0 };

/** A state with entries in ± size. */
const randomState = (linalg: Linalg, like: readonly Matrix[], size: number, seed: number): Matrix[] => {
  const draw = randomNumbers(seed);
  return like.map((x) => {
    const some = linalg.matrix(x.rows, x.columns);
    linalg.values(some).forEach((_, k, values) => {
      values[k] = size * draw();
    });
    return some;
  });
};
const distanceOf = (linalg: Linalg, x: readonly Matrix[], y: readonly Matrix[]): number =>
  linalg.scope(() => {
    const apart = x.map((matrix, l) => {
      const difference = linalg.matrix(matrix.rows, matrix.columns);
      linalg.combine(1, matrix, -1, y[l]!, difference);
      return difference;
    });
    return rowNorms(linalg, apart)[0]!;
  });
const euler = { solver: "euler", stepSize: 0.2, steps: 300, order: "simultaneous", tolerance: 1e-9 } as const;

const setups = fc.record({
  sizes: fc.constantFrom([4, 4, 3, 2], [3, 5, 4], [5, 6, 4, 3]),
  seed: fc.integer({ min: 1, max: 5000 }),
  gain: fc.constantFrom(0.3, 0.6, 1, 1.8),
  nudge: fc.constantFrom(0, 0.1, -0.1, 0.5),
});

describe("one point of rest alone", () => {
  const kinds = [
    ["hopfield", "tanh"],
    ["hopfield", "sigmoid"],
    ["layered-feedback", "tanh"],
  ] as const;
  it.each(kinds)("of %s with %s: fine Euler steps come there from anywhere", (name, activation) => {
    const seen = { only: 0, open: 0 };
    fc.assert(
      fc.property(setups, ({ nudge, ...setup }) => {
        const problem = randomProblem({ ...setup, activation });
        const { linalg } = problem;
        linalg.scope(() => {
          const energy = bindEnergy(linalg, energies[name], problem, 0.2);
          const { map, rests, landscape } = landscapeAt(linalg, energy, nudge);
          const only = rests && landscape?.isOnly(here) === true;
          seen[only ? "only" : "open"]++;
          if (!only) return;
          for (const seed of [1]) {
            const from = randomState(linalg, map.coordinates, 2.5, seed);
            const { state } = relaxByEuler(linalg, energy, from, nudge, euler);
            expect(distanceOf(linalg, state, map.state())).toBeLessThan(1e-6);
          }
        });
      }),
      { seed: 7, numRuns: 30 },
    );
    expect(seen.only).toBeGreaterThan(5);
  });

  it("is claimed of no network that has two, be they a hair beyond the pitchfork", () => {
    const linalg = engine();
    // One unit above one unit, no bias, no input: s = 0 is the only point of rest up to a coupling of 1, and two more are born there.
    const rest = (coupling: number): boolean =>
      linalg.scope(() => {
        const problem = randomProblem({ sizes: [1, 1, 1], gain: 0, biasBound: 0 });
        linalg.values(problem.parameters.weights[1]!)[0] = coupling;
        const energy = bindEnergy(linalg, energies.hopfield, problem);
        return landscapeAt(linalg, energy, 0).landscape!.isOnly(here);
      });
    expect([0.5, 0.99, -0.99].map(rest)).toEqual([true, true, true]);
    expect([1.001, -1.001, 1.5].map(rest)).toEqual([false, false, false]);
  });

  it("is claimed of two sigmoid units up to their pitchfork at a coupling of 16, and not beyond", () => {
    const linalg = engine();
    // Biases of −w/2 make s = 0 a point of rest; there ρ = ½ and ρ′ = ¼, so dφ/dρ = 1/ρ′² = 16, and two more are born at w = 16.
    const rest = (coupling: number): boolean =>
      linalg.scope(() => {
        const problem = randomProblem({ sizes: [1, 1, 1], gain: 0, biasBound: 0, activation: "sigmoid" });
        linalg.values(problem.parameters.weights[1]!)[0] = coupling;
        for (const each of problem.parameters.biases) linalg.values(each)[0] = -coupling / 2;
        const energy = bindEnergy(linalg, energies.hopfield, problem);
        return landscapeAt(linalg, energy, 0).landscape!.isOnly(here);
      });
    expect([4, 15.9].map(rest)).toEqual([true, true]);
    expect([16.1, 40].map(rest)).toEqual([false, false]);
  });

  it("is claimed where biases saturate two units that are coupled more strongly than 1, and is not without", () => {
    const linalg = engine();
    const rest = (bias: number): boolean =>
      linalg.scope(() => {
        const problem = randomProblem({ sizes: [1, 1, 1], gain: 0, biasBound: 0 });
        linalg.values(problem.parameters.weights[1]!)[0] = 1.1;
        for (const each of problem.parameters.biases) linalg.values(each)[0] = bias;
        const energy = bindEnergy(linalg, energies.hopfield, problem);
        return landscapeAt(linalg, energy, 0).landscape!.isOnly(here);
      });
    expect([0, 0.5, 3].map(rest)).toEqual([false, true, true]);
  });
});

describe("the landscape around a point of rest of the Hopfield energy", () => {
  const around = (problem: Problem, nudge: number) => {
    const { linalg } = problem;
    const energy = bindEnergy(linalg, energies.hopfield, problem);
    return { energy, ...landscapeAt(linalg, energy, nudge) };
  };
  it("F rises at least as far as its bound says", () => {
    let tightest = Number.POSITIVE_INFINITY;
    fc.assert(
      fc.property(
        setups,
        fc.constantFrom("tanh" as const, "sigmoid" as const),
        ({ nudge, ...setup }, activation) => {
          const problem = randomProblem({ ...setup, activation });
          const { linalg } = problem;
          linalg.scope(() => {
            const { energy, map, rests, landscape } = around(problem, nudge);
            if (!rests || landscape === null) return;
            const total = (state: readonly Matrix[]): number => {
              const { internal, supervised } = energy.values(state);
              return internal[0]! + nudge * supervised[0]!;
            };
            const base = total(map.state());
            for (const distance of [0.01, 0.1, 0.6, 2]) {
              const bound = landscape.rise(here, distance);
              const way = randomState(linalg, map.coordinates, 1, 3);
              const size = rowNorms(linalg, way)[0]!;
              way.forEach((x, l) => {
                linalg.combine(1, map.state()[l]!, distance / size, x, x);
              });
              const risen = total(way) - base;
              expect(risen).toBeGreaterThanOrEqual(bound - 1e-10);
              if (bound > 0) tightest = Math.min(tightest, risen / bound);
            }
          });
        },
      ),
      { seed: 3, numRuns: 60 },
    );
    expect(tightest).toBeLessThan(3);
  });

  it("says nothing of a loss or an activation that it has no bounds for", () => {
    const basinOf = (setup: Parameters<typeof randomProblem>[0], nudge: number) => {
      const problem = randomProblem(setup);
      const energy = bindEnergy(problem.linalg, energies.hopfield, problem);
      return problem.linalg.scope(() => iterationOf(problem.linalg, energy, "start", nudge).basin);
    };
    const sizes = [3, 3, 2];
    expect(basinOf({ sizes, activation: "relu" }, 0)).toBeNull();
    expect(basinOf({ sizes, loss: "cross-entropy" }, 0.1)).toBeNull();
    expect(basinOf({ sizes, loss: "cross-entropy" }, 0)).not.toBeNull();
  });
});

describe.each(["tanh", "sigmoid", "linear"] as const)("how a %s unit resists", (kind) => {
  const linalg = engine();
  const resistance = resistances[kind]!;
  const units = fc.record({
    stiffness: fc.double({ min: 0.5, max: 2, noNaN: true }),
    pull: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  });
  const rest = { stiffness: 1, pull: 0 };
  const at = (s: number) =>
    linalg.scope(() => {
      const [a, rate, slope] = [linalg.matrix(1, 1), linalg.matrix(1, 1), linalg.matrix(1, 1)];
      linalg.values(a)[0] = s;
      linalg.activate(kind, a, rate, slope);
      return { s, rate: linalg.values(rate)[0]!, slope: linalg.values(slope)[0]! };
    });
  const s = fc.double({ min: -4, max: 4, noNaN: true });
  it("slopes of φ lie above their bounds on short intervals, whichever way the unit is pulled, and hardly more", () => {
    for (const pull of [-0.5, 0, 0.5]) {
      for (const s of [-2, -1, -0.3, 0.3, 1, 2]) {
        const unit = { stiffness: 1, pull };
        const [x, y] = [at(s), at(1.001 * s)];
        const phi = (z: typeof x): number => (z.s + pull) / z.slope;
        const secant = (phi(y) - phi(x)) / (y.rate - x.rate);
        const bound = resistance.between(unit, at(Math.abs(s)), at(Math.abs(1.001 * s)));
        expect(secant).toBeGreaterThanOrEqual(bound);
        // The bound takes the pull for one that weakens.
        if (pull * s <= 0) expect(bound).toBeGreaterThan(secant - 0.01 * Math.abs(secant) - 0.01);
      }
    }
  });

  it("secants and slopes of φ lie above their bounds", () => {
    fc.assert(
      fc.property(units, fc.boolean(), s, s, (nudged, isNudged, first, second) => {
        const unit = isNudged ? nudged : rest;
        const [x, y] = [at(first), at(second)];
        fc.pre(Math.abs(x.rate - y.rate) > 1e-4);
        const phi = (z: typeof x): number => (unit.stiffness * z.s + unit.pull) / z.slope;
        const secant = (phi(x) - phi(y)) / (x.rate - y.rate);
        expect(secant).toBeGreaterThanOrEqual(resistance.everywhere(unit) * (1 - 1e-9));
        expect(secant).toBeGreaterThanOrEqual(resistance.secant(unit, x) * (1 - 1e-9));
        if (first * second >= 0) {
          const [low, high] = [Math.abs(first), Math.abs(second)].sort((a, b) => a - b) as [number, number];
          const bound = resistance.between(unit, at(low), at(high));
          expect(secant).toBeGreaterThanOrEqual(bound - 1e-9 * Math.abs(bound));
        }
      }),
      { seed: 5, numRuns: 400 },
    );
  });
});

it("the bound of the secants of tanh is tight to 2 % where units are not saturated", () => {
  const bound = (size: number): number =>
    resistances.tanh!.secant(
      { stiffness: 1, pull: 0 },
      { s: Math.atanh(size), rate: size, slope: 1 - size * size },
    );
  for (const size of [0.1, 0.3, 0.5]) {
    const phi = (rate: number): number => Math.atanh(rate) / (1 - rate * rate);
    const secants = Array.from({ length: 199 }, (_, k) => -0.995 + k * 0.01)
      .filter((rate) => Math.abs(rate - size) > 1e-3)
      .map((rate) => (phi(size) - phi(rate)) / (size - rate));
    expect(bound(size)).toBeLessThanOrEqual(Math.min(...secants));
    expect(bound(size)).toBeGreaterThan(0.98 * Math.min(...secants));
  }
});
