// Property: automatic differentiation confirms the formulas of the built-in energies, for random networks, states, λ and precisions.
import type { Tensor2D } from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hopfieldEnergy } from "../../src/energy/hopfield/energy.ts";
import { oneSided, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { gradientsOf, readParameters } from "../../src/tensorflow/bind.ts";
import { activationOf, lossOf } from "../../src/tensorflow/functions.ts";
import { tensorFlowHopfield } from "../../src/tensorflow/hopfield.ts";
import { tensorFlowPredictiveCoding } from "../../src/tensorflow/predictive-coding.ts";
import { tensorOf } from "../../src/tensorflow/tensors.ts";
import { relativeError } from "../golden.ts";
import { flatten, likeState, randomProblem } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";
import { anyBackend as engine } from "./backends.ts";

const setups = fc.record({
  hidden: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
  activation: fc.constantFrom("relu", "tanh", "sigmoid", "linear"),
  loss: fc.constantFrom("squared-error", "cross-entropy"),
  batch: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer({ min: 1, max: 10_000 }),
  lambda: fc.constantFrom(0, 1, 0.3, -0.2),
});

type Setup = typeof setups extends fc.Arbitrary<infer T> ? T : never;

const problemOf = ({ hidden, ...setup }: Setup) => {
  const sizes = [7, ...hidden, 3];
  const precisions = hidden.map((_, l) => 1 + l / 2);
  return randomProblem({ ...setup, sizes, precisions, precision: "float32" });
};

/** Agreement to 1e-5 of the larger of the numbers and 1: a derivative may vanish where its terms do not. */
const expectClose = (found: ArrayLike<number>, expected: ArrayLike<number>): void => {
  const size = Math.max(1, ...Array.from(expected, Math.abs));
  expect(Math.max(...Array.from(found, (x, i) => Math.abs(x - expected[i]!)))).toBeLessThan(1e-5 * size);
};

const compare = (setup: Setup, energies: "predictive-coding" | "hopfield"): void => {
  const problem = problemOf(setup);
  const { linalg, network, precisions } = problem;
  linalg.scope(() => {
    const [builtin, other] =
      energies === "hopfield"
        ? [hopfieldEnergy(linalg, problem), tensorFlowHopfield(engine, linalg, problem)]
        : [problem.energy, tensorFlowPredictiveCoding(engine, linalg, problem, precisions)];
    const draw = randomNumbers(setup.seed);
    const state = likeState(linalg, builtin.start);
    for (const x of state)
      linalg.values(x).forEach((_, i, values) => {
        values[i] = draw();
      });
    const [a, b] = [likeState(linalg, state), likeState(linalg, state)];
    builtin.force(state, setup.lambda, a);
    other.force(state, setup.lambda, b);
    expectClose(flatten(linalg, b), flatten(linalg, a));
    const [g, h] = [zeroParameters(linalg, layoutOf(network)), zeroParameters(linalg, layoutOf(network))];
    builtin.parameterGradient(state, setup.lambda, g);
    other.parameterGradient(state, setup.lambda, h);
    expectClose(linalg.values(h.all), linalg.values(g.all));
    const [values, others] = [builtin.values(state), other.values(state)];
    expectClose(others.internal, values.internal);
    expectClose(others.supervised, values.supervised);
  });
};

describe("automatic differentiation confirms", () => {
  it("force, parameter gradient and energies of predictive coding", () => {
    fc.assert(
      fc.property(setups, (setup) => compare(setup, "predictive-coding")),
      { numRuns: 60, seed: 1 },
    );
  });

  it("force, parameter gradient and energies of the Hopfield energy", () => {
    fc.assert(
      fc.property(setups, (setup) => compare(setup, "hopfield")),
      { numRuns: 60, seed: 2 },
    );
  });

  it("backprop", () => {
    const property = (setup: Setup): void => {
      const problem = problemOf(setup);
      const { linalg, network, parameters, input, target, loss, truth } = problem;
      const { tf } = engine;
      engine.within(() => {
        const read = readParameters(tf, linalg, parameters);
        const weights = parameters.weights.map((_, l) => read.weight(l));
        const leaves = { ...read, weight: (l: number) => weights[l]! };
        const gradients = gradientsOf(
          engine,
          () => {
            let x = tensorOf(tf, linalg, input);
            weights.forEach((_, l) => {
              const a: Tensor2D = tf.add(tf.matMul(x, leaves.weight(l)), leaves.bias(l));
              x = l + 1 < weights.length ? activationOf(network.activation)(tf, a) : a;
            });
            return tf.sum(lossOf[loss](tf, x, tensorOf(tf, linalg, target)));
          },
          weights,
        );
        gradients.forEach((gradient, l) => {
          expectClose(gradient!.dataSync(), linalg.values(truth.parameters.weights[l]!));
        });
      });
    };
    fc.assert(fc.property(setups, property), { numRuns: 40, seed: 3 });
  });
});

describe("ReLU kinks", () => {
  it("equilibria that rest on a kink, and the estimates there, are those of the built-in engine", () => {
    // In most of these random networks the built-in engine finds samples on a kink.
    let kinks = 0;
    for (const seed of [1, 4, 9]) {
      const problem = randomProblem({
        sizes: [8, 12, 10, 4],
        activation: "relu",
        precision: "float32",
        batch: 2,
        gain: 1.4,
        seed,
      });
      const { linalg, precisions, energy } = problem;
      linalg.scope(() => {
        const other = tensorFlowPredictiveCoding(engine, linalg, problem, precisions);
        const settings = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 300 } as const;
        const estimates = [energy, other].map((each) =>
          twoPhaseEstimate(linalg, each, oneSided(0.5), settings),
        );
        // The free phase is known: there is one relaxation, the nudged one.
        for (const { relaxations } of estimates) expect(relaxations).toHaveLength(1);
        const [a, b] = estimates.map(({ relaxations }) => relaxations[0]!.relaxation);
        if (a!.outcomes.includes("max-steps")) return;
        kinks += a!.outcomes.filter((outcome) => outcome === "kink").length;
        expect(b!.outcomes).toEqual(a!.outcomes);
        expect(relativeError(flatten(linalg, b!.state), flatten(linalg, a!.state))).toBeLessThan(1e-5);
        const [g, h] = estimates.map(({ gradient }) => gradient);
        expect(relativeError(linalg.values(h!.all), linalg.values(g!.all))).toBeLessThan(1e-4);
      });
    }
    expect(kinks).toBeGreaterThan(3);
  });
});
