import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import { oneSided, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { outcomesFromWorst, worstOf } from "../../src/inference/outcome.ts";
import { relax } from "../../src/inference/relax.ts";
import { networkOf } from "../../src/network/description/description.ts";
import { initialise } from "../../src/network/initialise.ts";
import { createStream } from "../../src/random/stream.ts";
import { numbers, type Problem, randomProblem, row } from "../network/problem.ts";
import { chains } from "./kink-network.ts";
import { equilibrium, euler } from "./settings.ts";

const unit = 2 ** -53;

/** max_l u ‖x_l‖ / (|λ| ‖∂L/∂x_l‖) of each sample, at the free phase. */
const predicted = ({ linalg, pass, truth }: Problem, lambda: number): number[] =>
  Array.from({ length: pass.activities[0]!.rows }, (_, sample) =>
    Math.max(
      ...truth.activities.map(
        (signal, l) =>
          (unit * Math.hypot(...row(linalg, pass.activities[l]!, sample))) /
          Math.abs(lambda) /
          Math.hypot(...row(linalg, signal, sample)),
      ),
    ),
  );

const relativeError = ({ linalg, energy, truth }: Problem, lambda: number, readout: "errors" | "states") => {
  const { gradient } = twoPhaseEstimate(linalg, energy, oneSided(lambda), equilibrium({ readout }));
  const batch = energy.start[0]!.rows;
  const expected = numbers(linalg, truth.parameters.all).map((value) => value / batch);
  const found = numbers(linalg, gradient.all);
  return Math.hypot(...found.map((value, k) => value - expected[k]!)) / Math.hypot(...expected);
};

describe("what the errors say is right at any λ", () => {
  it("relative error ∝ λ down to 1e-14, and rounding below, to λ = 1e-300; outcomes are converged", () => {
    for (const seed of [1, 2, 3]) {
      const problem = randomProblem({ sizes: [6, 5, 4, 3], batch: 3, seed });
      const limit = relativeError(problem, 1e-5, "errors") / 1e-5;
      for (const lambda of [1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13])
        expect(relativeError(problem, lambda, "errors") / lambda / limit, `λ = ${lambda}`).toBeCloseTo(
          1,
          lambda < 1e-12 ? 0 : 2,
        );
      for (const lambda of [1e-14, 1e-15, 1e-30, 1e-100, 1e-300, -1e-300]) {
        expect(relativeError(problem, lambda, "errors"), `λ = ${lambda}`).toBeLessThan(
          Math.max(2e-15, 1.5 * limit * Math.abs(lambda)),
        );
        const { outcomes, rounding } = relax(problem.linalg, problem.energy, "start", lambda, equilibrium());
        expect(outcomes).toEqual(["converged", "converged", "converged"]);
        expect([...rounding]).toEqual([0, 0, 0]);
      }
    }
  });
});

it("a nudge that the precision can't divide by is refused", () => {
  const { linalg, energy } = randomProblem({ sizes: [4, 3, 2], precision: "float32" });
  expect(() => twoPhaseEstimate(linalg, energy, oneSided(1e-42), equilibrium())).toThrow(
    "expected a nudge of at least 1.2e-38 in float32, found 1e-42; use a larger one, or float64",
  );
  expect(() => twoPhaseEstimate(linalg, energy, oneSided(1e-36), equilibrium())).not.toThrow();
});

describe("what the activities say has a wall", () => {
  const problem = randomProblem({ sizes: [6, 5, 4, 3], batch: 3, seed: 2 });
  const { linalg, energy } = problem;

  it.each([
    ["equilibrium", equilibrium({ readout: "states" })],
    ["euler", euler({ steps: 400 })],
  ] as const)("%s: rounding is u ‖x_l‖ / (|λ| ‖∂L/∂x_l‖), and the outcome from a tenth on", (_, settings) => {
    const wall = predicted(problem, 1).map((part) => 10 * part);
    for (const factor of [0.95, 1.05]) {
      wall.forEach((at, sample) => {
        const { outcomes, rounding } = relax(linalg, energy, "start", at / factor, settings);
        for (const [s, part] of predicted(problem, at / factor).entries())
          expect(rounding[s]! / part).toBeCloseTo(1, 6);
        if (settings.solver === "equilibrium")
          expect(outcomes[sample]).toBe(factor > 1 ? "rounding" : "converged");
      });
    }
  });

  it("λ = 1e-300: what is read is nothing, and is called rounding, not converged", () => {
    const { outcomes } = relax(linalg, energy, "start", 1e-300, equilibrium({ readout: "states" }));
    expect(outcomes).toEqual(["rounding", "rounding", "rounding"]);
    expect(relativeError(problem, 1e-300, "states")).toBeGreaterThan(0.1);
  });

  it("the error that is found is of the size that is predicted", () => {
    for (const lambda of [1e-12, 1e-13, 1e-14]) {
      const most = Math.max(...predicted(problem, lambda));
      const found = relativeError(problem, lambda, "states");
      expect(found).toBeLessThan(10 * most);
      expect(found).toBeGreaterThan(most / 30);
    }
  });
});

describe("Euler's method before the signal has been in every layer", () => {
  const problem = randomProblem({ sizes: [5, 4, 6, 3, 2], batch: 2 });
  const { linalg, energy } = problem;
  /** So loose that whatever has not exploded is at rest. */
  const loose = { tolerance: 1e3 };

  it("three hidden layers take three steps, or one sweep from the top", () => {
    const ended = [1, 2, 3, 4].map((steps) =>
      relax(linalg, energy, "start", 0.1, euler({ ...loose, steps })),
    );
    expect(ended.map(({ outcomes }) => outcomes[0])).toEqual([
      "not-arrived",
      "not-arrived",
      "converged",
      "converged",
    ]);
    // And so it is: what has not been reached has not moved.
    ended.forEach(({ state }, i) => {
      state.forEach((x, l) => {
        const moved = numbers(linalg, x).some((value, k) => value !== linalg.values(energy.start[l]!)[k]);
        expect(moved, `${i + 1} steps, layer ${l + 1}`).toBe(l + 1 >= state.length - i);
      });
    });
    const down = euler({ ...loose, steps: 1, order: "top-down" });
    expect(relax(linalg, energy, "start", 0.1, down).outcomes).toEqual(["converged", "converged"]);
  });

  it("branches side by side take as long as the longest: two layers on the input, both into the output, one step", () => {
    const graph = networkOf({
      input: [3],
      activation: "tanh",
      layers: [
        { kind: "dense", units: 4 },
        { kind: "dense", units: 5, from: 0 },
        { kind: "dense", units: 3, from: 2 },
        {
          connections: [
            { kind: "dense", units: 2, from: 1 },
            { kind: "dense", units: 2, from: 3 },
          ],
        },
      ],
    });
    const parameters = initialise(linalg, graph, "pytorch-default", createStream(1, "parameters"));
    const [input, target] = [linalg.matrix(1, 3), linalg.matrix(1, 2)];
    linalg.values(input).set([0.5, -0.3, 0.8]);
    linalg.values(target).set([1, -1]);
    const given = { network: graph, parameters, input, target, loss: "squared-error" } as const;
    const branched = bindEnergy(linalg, energies["predictive-coding"], given);
    // Layers 1 and 3 are next to the output, layer 2 is below layer 3.
    const ended = [1, 2].map((steps) => relax(linalg, branched, "start", 0.1, euler({ ...loose, steps })));
    expect(ended.map(({ outcomes }) => outcomes)).toEqual([["not-arrived"], ["converged"]]);
    const moved = ended.map(({ state }) =>
      state.map((x, l) =>
        numbers(linalg, x).some((value, k) => value !== linalg.values(branched.start[l]!)[k]),
      ),
    );
    expect(moved).toEqual([
      [true, false, true],
      [true, true, true],
    ]);
  });

  it("a force that is too large is said before", () => {
    expect(relax(linalg, energy, "start", 0.1, euler({ steps: 1 })).outcomes).toEqual([
      "max-steps",
      "max-steps",
    ]);
  });

  it("rounding is said after", () => {
    const { outcomes, rounding } = relax(linalg, energy, "start", 1e-16, euler({ ...loose, steps: 1 }));
    expect(Math.min(...rounding)).toBeGreaterThan(0.1);
    expect(outcomes).toEqual(["not-arrived", "not-arrived"]);
    const later = relax(linalg, energy, "start", 1e-16, euler({ ...loose, steps: 3 }));
    expect(later.outcomes).toEqual(["rounding", "rounding"]);
  });
});

describe("of several outcomes the first that holds is said", () => {
  const order = ["diverged", "saddle", "max-steps", "not-arrived", "rounding", "kink", "converged"] as const;

  it("diverged, saddle, max-steps, not-arrived, rounding, kink, converged", () => {
    expect(outcomesFromWorst).toEqual(order);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...order), { minLength: 1, maxLength: 9 }), (ended) => {
        const ranks = ended.map((outcome) => order.indexOf(outcome));
        expect(worstOf(ended)).toBe(order[Math.min(...ranks)]);
      }),
      { numRuns: 200, seed: 1 },
    );
    expect(worstOf([])).toBeNull();
  });

  it("on a kink, read from the activities where the nudge is not much more than rounding: rounding", () => {
    // a = 2⁻⁵³ in the free phase, which a nudge of 1e-15 takes to its kink.
    const { linalg, energy } = chains([{ w: 1, b: 2 ** -53 - 1, v: 1, gap: 1 }]);
    const [errors, states] = (["errors", "states"] as const).map(
      (readout) => relax(linalg, energy, "start", 1e-15, equilibrium({ readout })).outcomes,
    );
    expect([errors, states]).toEqual([["kink"], ["rounding"]]);
  });
});
