import { describe, expect, it } from "vitest";
import type { Energy } from "../../src/energy/energy.ts";
import type { EnergyName } from "../../src/energy/registry.ts";
import type { Nudge, State } from "../../src/energy/state.ts";
import { contrastive, oneSided, symmetric, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { relax } from "../../src/inference/relax.ts";
import { relaxByEuler } from "../../src/inference/solver/euler.ts";
import type { Matrix } from "../../src/linalg/linalg.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { largestDeviation } from "../network/central-differences.ts";
import { bind, flatten, numbers, type Problem, row, someSamples } from "../network/problem.ts";
import { energyOf, gentle } from "./recurrent-energies.ts";

const settings = { solver: "equilibrium", tolerance: 1e-13, maxIterations: 500 } as const;
const cases = [
  ["hopfield", 1, 0.2],
  ["layered-feedback", 0.3, "clamped"],
] as const satisfies readonly (readonly [EnergyName, number, Nudge])[];

const equilibrium = ({ linalg }: Problem, energy: Energy, nudge: Nudge): State => {
  const free = relax(linalg, energy, "start", 0, settings);
  expect(new Set(free.outcomes)).toEqual(new Set(["converged"]));
  if (nudge === 0) return free.state;
  const nudged = relax(linalg, energy, free.state, nudge, settings);
  expect(new Set(nudged.outcomes)).toEqual(new Set(["converged"]));
  return nudged.state;
};

const phasesOf = (nudge: Nudge) => (nudge === "clamped" ? contrastive : oneSided(Number(nudge)));

const estimateOf = (problem: Problem, energy: Energy, nudge: Nudge): number[] => {
  const { linalg } = problem;
  return numbers(linalg, twoPhaseEstimate(linalg, energy, phasesOf(nudge), settings).gradient.all);
};

/** The network with the units of its first hidden layer in another order, or with the signs of some of them turned. */
const rearranged = (problem: Problem, order: readonly number[], signs: readonly number[]): Problem => {
  const { linalg, network, parameters, input, target, loss, precisions } = problem;
  const clone = bind(linalg, network, copyParameters(problem), input, target, loss, precisions);
  const [into, out] = clone.parameters.weights as [Matrix, Matrix];
  const bias = clone.parameters.biases[0]!;
  order.forEach((from, to) => {
    for (let i = 0; i < into.rows; i++) {
      linalg.values(into)[i * into.columns + to] = signs[to]! * row(linalg, parameters.weights[0]!, i)[from]!;
    }
    linalg.values(bias)[to] = signs[to]! * numbers(linalg, parameters.biases[0]!)[from]!;
    const outgoing = row(linalg, parameters.weights[1]!, from).map((value) => signs[to]! * value);
    linalg.values(out).set(outgoing, to * out.columns);
  });
  return bind(linalg, network, clone.parameters, input, target, loss, precisions);
};

const copyParameters = ({ linalg, network, parameters }: Problem) => {
  const copy = zeroParameters(linalg, layoutOf(network));
  linalg.copy(parameters.all, copy.all);
  return copy;
};

describe.each(cases)("%s, feedback %d, nudge %s", (name, feedback, nudge) => {
  const problem = gentle({ seed: 4 });
  const { linalg } = problem;
  const energy = energyOf(name, problem, feedback);

  it("the equilibrium has no force left, and no energy is lower nearby", () => {
    const state = equilibrium(problem, energy, nudge === "clamped" ? 0 : nudge);
    const strength = nudge === "clamped" ? 0 : nudge;
    const force = state.map((x) => linalg.matrix(x.rows, x.columns));
    energy.force(state, strength, force);
    expect(Math.max(...flatten(linalg, force).map(Math.abs))).toBeLessThan(1e-12);
    if (name !== "hopfield") return;
    const at = (): number => {
      const { internal, supervised } = energy.values(state);
      return internal.reduce((sum, value, s) => sum + value + strength * supervised[s]!, 0);
    };
    const least = at();
    for (const x of state) {
      linalg.values(x).forEach((kept, k, values) => {
        for (const step of [-0.01, 0.01]) {
          values[k] = kept + step;
          expect(at()).toBeGreaterThan(least);
        }
        values[k] = kept;
      });
    }
  });

  it("Euler's method goes to the same equilibrium", () => {
    const from = equilibrium(problem, energy, 0);
    const euler = {
      solver: "euler",
      stepSize: 0.3,
      steps: 300,
      order: "simultaneous",
      tolerance: 1e-12,
    } as const;
    const { state, outcomes } = relaxByEuler(linalg, energy, from, nudge, euler);
    const expected = flatten(linalg, equilibrium(problem, energy, nudge));
    expect(outcomes).not.toContain("max-steps");
    expect(largestDeviation(flatten(linalg, state), expected)).toBeLessThan(1e-11);
  });

  it("what a sample does is no matter of its batch", () => {
    const whole = equilibrium(problem, energy, nudge);
    for (const sample of [0, 1, 2]) {
      const alone = someSamples(problem, [sample]);
      const state = equilibrium(alone, energyOf(name, alone, feedback), nudge);
      expect(state.flatMap((x) => row(linalg, x, 0))).toEqual(whole.flatMap((x) => row(linalg, x, sample)));
    }
  });

  it("a batch of copies has the estimate of one of them", () => {
    const one = someSamples(problem, [1]);
    const copies = someSamples(problem, [1, 1, 1, 1]);
    const found = estimateOf(copies, energyOf(name, copies, feedback), nudge);
    const expected = estimateOf(one, energyOf(name, one, feedback), nudge);
    expect(largestDeviation(found, expected)).toBeLessThan(1e-14);
  });

  it("the order of hidden units is a matter of naming", () => {
    const order = [3, 0, 4, 1, 2];
    const other = rearranged(
      problem,
      order,
      order.map(() => 1),
    );
    const found = equilibrium(other, energyOf(name, other, feedback), nudge);
    const expected = equilibrium(problem, energy, nudge);
    for (const sample of [0, 1, 2]) {
      const units = row(linalg, expected[0]!, sample);
      const renamed = order.map((from) => units[from]!);
      expect(largestDeviation(row(linalg, found[0]!, sample), renamed)).toBeLessThan(1e-12);
      const above = row(linalg, expected[2]!, sample);
      expect(largestDeviation(row(linalg, found[2]!, sample), above)).toBeLessThan(1e-12);
    }
  });

  it("tanh is odd, so that turning a unit's signs turns its activity and nothing else", () => {
    const signs = [1, -1, 1, -1, -1];
    const other = rearranged(problem, [0, 1, 2, 3, 4], signs);
    const found = equilibrium(other, energyOf(name, other, feedback), nudge);
    const expected = equilibrium(problem, energy, nudge);
    for (const sample of [0, 1, 2]) {
      const turned = row(linalg, expected[0]!, sample).map((value, k) => signs[k]! * value);
      expect(largestDeviation(row(linalg, found[0]!, sample), turned)).toBeLessThan(1e-12);
      const above = row(linalg, expected[2]!, sample);
      expect(largestDeviation(row(linalg, found[2]!, sample), above)).toBeLessThan(1e-12);
    }
  });
});

describe("Hopfield's energy", () => {
  const problem = gentle({ seed: 9 });
  const energy = energyOf("hopfield", problem);
  const { linalg } = problem;

  it("swapping the signs of a symmetric pair of nudges changes nothing", () => {
    const [there, back] = [0.1, -0.1].map((lambda) =>
      numbers(linalg, twoPhaseEstimate(linalg, energy, symmetric(lambda), settings).gradient.all),
    );
    expect(largestDeviation(there!, back!)).toBeLessThan(1e-13);
  });

  it("a target that the free phase already meets leaves nothing to learn", () => {
    const output = equilibrium(problem, energy, 0).at(-1)!;
    linalg.copy(output, problem.target);
    const estimate = estimateOf(problem, energyOf("hopfield", problem), 0.5);
    expect(Math.max(...estimate.map(Math.abs))).toBeLessThan(1e-12);
  });
});

describe("the layered network", () => {
  it("without feedback is the feed-forward network, but for O(γ)", () => {
    const problem = gentle({ seed: 9 });
    const { linalg, pass } = problem;
    const forward = flatten(linalg, [...pass.activities, pass.preactivations.at(-1)!]);
    const distances = [1e-3, 1e-6].map((gamma) => {
      const energy = energyOf("layered-feedback", problem, gamma);
      return largestDeviation(flatten(linalg, equilibrium(problem, energy, 0)), forward);
    });
    expect(distances[0]! / distances[1]!).toBeGreaterThan(990);
    expect(distances[0]! / distances[1]!).toBeLessThan(1010);
  });
});
