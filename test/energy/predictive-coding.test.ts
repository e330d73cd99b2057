import { describe, expect, it } from "vitest";
import { relax } from "../../src/inference/relax.ts";
import type { Matrix } from "../../src/linalg/linalg.ts";
import { chain } from "../../src/network/network.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { equilibrium, euler } from "../inference/settings.ts";
import { centralDifferences, largestDeviation } from "../network/central-differences.ts";
import {
  plainErrors,
  plainForce,
  plainInternal,
  plainParameterGradient,
  plainPreactivations,
  plainSupervised,
  plainVector,
} from "../network/plain.ts";
import {
  bind,
  clearProblem,
  engine,
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
import { randomNumbers } from "../random/numbers.ts";

const batch = 3;
const cases = (["relu", "tanh", "sigmoid", "linear"] as const).flatMap((activation) =>
  (["squared-error", "cross-entropy"] as const).flatMap((loss) =>
    [0.7, 1, -0.4].map((lambda) => [activation, loss, lambda] as const),
  ),
);

/** A state off the free phase, with no unit near its kink. */
const randomState = (problem: Problem): Matrix[] => {
  const { linalg, energy } = problem;
  const plain = toPlain(problem);
  for (let seed = 1; ; seed++) {
    const draw = randomNumbers(seed);
    const state = likeState(linalg, energy.start);
    state.forEach((x, l) => {
      linalg.values(x).set(numbers(linalg, energy.start[l]!).map((value) => value + draw() / 2));
    });
    const clearance = Array.from({ length: batch }, (_, s) =>
      plainPreactivations(plain, toPlainSample(problem, s), toPlainState(linalg, state, s)).slice(0, -1),
    ).flat(2);
    if (Math.min(...clearance.map(Math.abs)) > 0.02) return state;
  }
};

describe.each(cases)("predictive-coding energy: %s, %s, λ = %d", (activation, loss, lambda) => {
  const setup = { sizes: [4, 6, 5, 3], activation, loss, batch, precisions: [0.5, 2], gain: 1.2 };
  const problem = clearProblem(setup);
  const { linalg, network, parameters, input, target, precisions, energy } = problem;
  const state = randomState(problem);
  const plain = toPlain(problem);
  const samples = [0, 1, 2].map((s) => [toPlainSample(problem, s), toPlainState(linalg, state, s)] as const);

  /** Σ over the batch of F = I + λL. */
  const total = ({ energy: bound }: Pick<Problem, "energy">): number => {
    const { internal, supervised } = bound.values(state);
    return internal.reduce((sum, value, s) => sum + value + lambda * supervised[s]!, 0);
  };

  it("force = −∂F/∂x, by central differences of the value", () => {
    const force = likeState(linalg, state);
    energy.force(state, lambda, force);
    const expected = centralDifferences(problem, state, () => total(problem)).map((value) => -value);
    expect(largestDeviation(flatten(linalg, force), expected)).toBeLessThan(1e-9);
  });

  it("parameter gradient = ∂F/∂θ, by central differences of the value", () => {
    const gradient = zeroParameters(linalg, layoutOf(network));
    energy.parameterGradient(state, lambda, gradient);
    // A second time into the same place: nothing piles up.
    const once = numbers(linalg, gradient.all);
    energy.parameterGradient(state, lambda, gradient);
    expect(numbers(linalg, gradient.all)).toEqual(once);
    const value = () => total(bind(linalg, network, parameters, input, target, loss, precisions));
    const expected = centralDifferences(problem, [parameters.all], value);
    expect(largestDeviation(numbers(linalg, gradient.all), expected)).toBeLessThan(1e-9);
  });

  it("value, errors, force and gradient are the formulas, sample by sample", () => {
    const { internal, supervised } = energy.values(state);
    const errors = energy.errors(state);
    const force = likeState(linalg, state);
    energy.force(state, lambda, force);
    samples.forEach(([sample, x], s) => {
      expect(internal[s]).toBeCloseTo(plainInternal(plain, sample, x), 13);
      expect(supervised[s]).toBeCloseTo(plainSupervised(plain, sample, x), 13);
      const found = errors.map((error) => row(linalg, error, s));
      expect(largestDeviation(found.flat(), plainErrors(plain, sample, x).flat())).toBeLessThan(1e-13);
      const pull = force.map((f) => row(linalg, f, s));
      expect(largestDeviation(pull.flat(), plainForce(plain, sample, x, lambda).flat())).toBeLessThan(1e-13);
    });
    const gradient = zeroParameters(linalg, layoutOf(network));
    energy.parameterGradient(state, lambda, gradient);
    const each = samples.map(([sample, x]) => plainVector(plainParameterGradient(plain, sample, x, lambda)));
    const expected = each[0]!.map((_, k) => each.reduce((sum, one) => sum + one[k]!, 0));
    expect(largestDeviation(numbers(linalg, gradient.all), expected)).toBeLessThan(1e-13);
  });
});

describe("the free phase", () => {
  it.each(["float64", "float32"] as const)(
    "has exactly zero errors, internal energy and ∂I/∂θ in %s",
    (precision) => {
      for (const activation of ["relu", "tanh", "sigmoid", "linear"] as const) {
        const { linalg, energy, network } = randomProblem({
          sizes: [9, 7, 5, 6, 3],
          activation,
          batch: 5,
          precision,
        });
        expect(energy.startsAtZeroGradient).toBe(true);
        expect(flatten(linalg, energy.errors(energy.start)).every((error) => error === 0)).toBe(true);
        expect([...energy.values(energy.start).internal]).toEqual([0, 0, 0, 0, 0]);
        const gradient = zeroParameters(linalg, layoutOf(network));
        energy.parameterGradient(energy.start, 0, gradient);
        expect(numbers(linalg, gradient.all).every((value) => value === 0)).toBe(true);
      }
    },
  );

  it("the first force is −λ times backprop's gradient in the last hidden layer, and 0 below", () => {
    const { linalg, energy, truth } = randomProblem({ sizes: [5, 6, 4, 3], batch, loss: "cross-entropy" });
    const force = likeState(linalg, energy.start);
    energy.force(energy.start, 0.25, force);
    expect(numbers(linalg, force[0]!).every((value) => value === 0)).toBe(true);
    const expected = numbers(linalg, truth.activities[1]!).map((value) => -0.25 * value);
    expect(largestDeviation(numbers(linalg, force[1]!), expected)).toBeLessThan(1e-15);
  });

  it.each(["euler", "equilibrium"] as const)("%s from elsewhere comes to the same rest", (solver) => {
    const settings = solver === "equilibrium" ? equilibrium() : euler({ stepSize: 0.3, steps: 400 });
    const { linalg, energy } = randomProblem({ sizes: [3, 5, 4, 2], activation: "tanh", batch });
    const elsewhere = energy.start.map((x, l) => {
      const moved = linalg.matrix(x.rows, x.columns);
      numbers(linalg, x).forEach((value, k) => {
        linalg.values(moved)[k] = value + 0.3 * ((k + l) % 3);
      });
      return moved;
    });
    const [from, fromStart] = [elsewhere, "start" as const].map((origin) =>
      flatten(linalg, relax(linalg, energy, origin, 0.2, settings).state),
    );
    expect(largestDeviation(from!, fromStart!)).toBeLessThan(1e-12);
  });
});

describe("by hand", () => {
  it("1-1-1-1, linear: I = ½(π_1 ε_1² + π_2 ε_2²), L = ½(o − T)²", () => {
    const linalg = engine();
    const network = chain({ sizes: [1, 1, 1, 1], activation: "linear" });
    const parameters = zeroParameters(linalg, layoutOf(network));
    // W = 2, 3, −1 and b = 1, 0, 0.5.
    linalg.values(parameters.all).set([2, 1, 3, 0, -1, 0.5]);
    const [input, target] = [linalg.matrix(1, 1), linalg.matrix(1, 1)];
    linalg.values(input)[0] = 1;
    linalg.values(target)[0] = -4;
    const { energy } = bind(linalg, network, parameters, input, target, "squared-error", [4, 0.5]);
    // x̄_1 = 3; x_1 = 2.5 gives ε_1 = −0.5 and a_2 = 7.5; x_2 = 6 gives ε_2 = −1.5 and o = −5.5.
    const state = likeState(linalg, energy.start);
    linalg.values(state[0]!)[0] = 2.5;
    linalg.values(state[1]!)[0] = 6;
    const { internal, supervised } = energy.values(state);
    expect([internal[0], supervised[0]]).toEqual([0.5 * (4 * 0.25 + 0.5 * 2.25), 0.5 * 2.25]);
    const force = likeState(linalg, state);
    energy.force(state, 2, force);
    // −π_1 ε_1 + π_2 ε_2 W_1 = 2 − 2.25; −π_2 ε_2 − λ (o − T) W_2 = 0.75 − 2·(−1.5)·(−1).
    expect(flatten(linalg, force)).toEqual([-0.25, -2.25]);
    const gradient = zeroParameters(linalg, layoutOf(network));
    energy.parameterGradient(state, 2, gradient);
    // −π_1 ε_1 x_0, −π_1 ε_1, −π_2 ε_2 x_1, −π_2 ε_2, λ (o − T) x_2, λ (o − T).
    expect(numbers(linalg, gradient.all)).toEqual([2, 2, 1.875, 0.75, -18, -3]);
  });
});
