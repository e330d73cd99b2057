import { describe, expect, it } from "vitest";
import { flowOf, iterationOf } from "../../src/energy/capabilities.ts";
import type { Energy } from "../../src/energy/energy.ts";
import { type EnergyName, energies } from "../../src/energy/registry.ts";
import type { Nudge, State } from "../../src/energy/state.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { centralDifferences, largestDeviation } from "../network/central-differences.ts";
import {
  flatten,
  likeState,
  numbers,
  type Problem,
  randomProblem,
  row,
  toPlain,
  toPlainSample,
  toPlainState,
} from "../network/problem.ts";
import { energyOf, randomRates } from "./recurrent-energies.ts";
import { plainHopfield, plainLayeredFeedback, plainOutputLoss } from "./recurrent-plain.ts";

const batch = 3;
const names: readonly (readonly [EnergyName, number])[] = [
  ["hopfield", 1],
  ["layered-feedback", 0.3],
  ["layered-feedback", 1],
  // Precisions that fade by a factor of κ from layer to layer.
  ["predictive-coding", 0.2],
];
const cases = names.flatMap(([name, feedback]) =>
  (["tanh", "sigmoid", "linear"] as const).flatMap((activation) =>
    ([0, 0.7, -0.4] as const).map((nudge) => [name, feedback, activation, nudge] as const),
  ),
);

/** Σ over the batch of F = I + λL. */
const total = (energy: Energy, state: State, nudge: number): number => {
  const { internal, supervised } = energy.values(state);
  return internal.reduce((sum, value, s) => sum + value + nudge * supervised[s]!, 0);
};

const forceOf = ({ linalg }: Problem, energy: Energy, state: State, nudge: Nudge): number[] => {
  const force = likeState(linalg, state);
  energy.force(state, nudge, force);
  return flatten(linalg, force);
};

describe.each(cases)("%s, feedback %d, %s, λ = %d", (name, feedback, activation, nudge) => {
  const problem = randomProblem({ sizes: [4, 6, 5, 3], activation, batch, seed: 3 });
  const { linalg, network, parameters } = problem;
  const energy = energyOf(name, problem, feedback);
  const state = randomRates(problem, energy.start);

  it("force = −∂F/∂x, by central differences of the value", () => {
    const expected = centralDifferences(problem, state, () => total(energy, state, nudge)).map((v) => -v);
    expect(largestDeviation(forceOf(problem, energy, state, nudge), expected)).toBeLessThan(1e-8);
  });

  it("parameter gradient = ∂F/∂θ, by central differences of the value", () => {
    const gradient = zeroParameters(linalg, layoutOf(network));
    energy.parameterGradient(state, nudge, gradient);
    // A second time into the same place: nothing piles up.
    const once = numbers(linalg, gradient.all);
    energy.parameterGradient(state, nudge, gradient);
    expect(numbers(linalg, gradient.all)).toEqual(once);
    const value = () => total(energyOf(name, problem, feedback), state, nudge);
    const expected = centralDifferences(problem, [parameters.all], value);
    expect(largestDeviation(once, expected)).toBeLessThan(1e-9);
  });
});

describe.each(["tanh", "sigmoid", "linear"] as const)("the formulas, sample by sample, %s", (activation) => {
  const problem = randomProblem({ sizes: [4, 6, 5, 3], activation, batch, seed: 8 });
  const { linalg } = problem;
  const plain = toPlain(problem);
  const samples = [0, 1, 2];

  it.each([
    ["hopfield", 1, plainHopfield],
    ["layered-feedback", 0.3, plainLayeredFeedback],
  ] as const)("%s", (name, feedback, formula) => {
    const energy = energyOf(name, problem, feedback);
    const state = randomRates(problem, energy.start);
    const { internal, supervised } = energy.values(state);
    for (const s of samples) {
      const sample = toPlainSample(problem, s);
      const x = toPlainState(linalg, state, s);
      expect(internal[s]).toBeCloseTo(formula(plain, sample, x, feedback), 12);
      expect(supervised[s]).toBeCloseTo(plainOutputLoss(plain, sample, x), 13);
    }
  });
});

describe("the clamped phase of the layered network", () => {
  const problem = randomProblem({ sizes: [4, 6, 5, 3], activation: "tanh", batch, seed: 3 });
  const { linalg, target } = problem;

  it("holds the output: no force on it, and on the others that of the free phase", () => {
    const energy = energyOf("layered-feedback", problem, 0.3);
    const state = randomRates(problem, energy.start);
    const free = likeState(linalg, state);
    const clamped = likeState(linalg, state);
    energy.force(state, 0, free);
    energy.force(state, "clamped", clamped);
    expect(numbers(linalg, clamped.at(-1)!)).toEqual(numbers(linalg, target).map(() => 0));
    expect(flatten(linalg, clamped.slice(0, -1))).toEqual(flatten(linalg, free.slice(0, -1)));
  });

  it("moves the output to the target before the first step of the dynamics", () => {
    const energy = energyOf("layered-feedback", problem, 0.3);
    for (const begun of [
      flowOf(linalg, energy, energy.start, "clamped"),
      iterationOf(linalg, energy, energy.start, "clamped"),
    ]) {
      expect(numbers(linalg, begun.coordinates.at(-1)!)).toEqual(numbers(linalg, target));
    }
  });

  it("is no phase of Hopfield's energy", () => {
    const energy = energyOf("hopfield", problem);
    expect(() => forceOf(problem, energy, energy.start, "clamped")).toThrow("nudged, not clamped");
  });
});

describe("dynamics", () => {
  it.each(["tanh", "sigmoid"] as const)(
    "of the layered network are dx_k/dt = −x_k + f(x_{k−1} W_{k−1} + γ x_{k+1} W_kᵀ + b), %s",
    (activation) => {
      const gamma = 0.4;
      const problem = randomProblem({ sizes: [4, 6, 5, 3], activation, batch, seed: 6 });
      const { linalg, parameters, input } = problem;
      const energy = energyOf("layered-feedback", problem, gamma);
      const state = randomRates(problem, energy.start);
      const flow = flowOf(linalg, energy, state, 0);
      const velocity = likeState(linalg, state);
      flow.velocity(velocity);
      const weight = (l: number, i: number, j: number): number => row(linalg, parameters.weights[l]!, i)[j]!;
      const f = (a: number): number => (activation === "tanh" ? Math.tanh(a) : 1 / (1 + Math.exp(-a)));
      for (const sample of [0, 1, 2]) {
        const x = [input, ...state].map((layer) => row(linalg, layer, sample));
        for (let k = 1; k < x.length; k++) {
          const found = row(linalg, velocity[k - 1]!, sample);
          x[k]!.forEach((rate, j) => {
            const below = x[k - 1]!.reduce((sum, y, i) => sum + y * weight(k - 1, i, j), 0);
            const above = (x[k + 1] ?? []).reduce((sum, y, i) => sum + y * weight(k, j, i), 0);
            const drive = below + gamma * above + row(linalg, parameters.biases[k - 1]!, 0)[j]!;
            expect(found[j]).toBeCloseTo((k + 1 === x.length ? drive : f(drive)) - rate, 13);
          });
        }
      }
    },
  );

  it.each(["tanh", "sigmoid"] as const)("of Hopfield's energy are its force, %s", (activation) => {
    const problem = randomProblem({ sizes: [4, 6, 5, 3], activation, batch, seed: 6 });
    const { linalg } = problem;
    const energy = energyOf("hopfield", problem);
    const state = randomRates(problem, energy.start);
    const velocity = likeState(linalg, state);
    flowOf(linalg, energy, state, 0.3).velocity(velocity);
    expect(flatten(linalg, velocity)).toEqual(forceOf(problem, energy, state, 0.3));
  });
});

it("every energy of the registry is in these tests", () => {
  expect(new Set(names.map(([name]) => name))).toEqual(new Set(Object.keys(energies)));
});
