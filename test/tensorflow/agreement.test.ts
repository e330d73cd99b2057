// Cross-engine agreement: what TensorFlow.js derives from the energies' expressions against the built-in engine's formulas, both
// in float32. Rounding is 6e-8; the bound of 1e-5 is for sums of some dozens of terms.

import { describe, expect, it } from "vitest";
import type { Energy } from "../../src/energy/energy.ts";
import { hopfieldEnergy } from "../../src/energy/hopfield/energy.ts";
import { unitPrecisions } from "../../src/energy/precisions.ts";
import type { Problem } from "../../src/energy/problem.ts";
import type { State } from "../../src/energy/state.ts";
import { oneSided, symmetric, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { relax } from "../../src/inference/relax.ts";
import { relaxByEuler } from "../../src/inference/solver/euler.ts";
import type { Linalg, LossKind } from "../../src/linalg/linalg.ts";
import { chain } from "../../src/network/network.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import type { TensorFlow } from "../../src/tensorflow/backend.ts";
import { tensorFlowHopfield } from "../../src/tensorflow/hopfield.ts";
import { tensorFlowPredictiveCoding } from "../../src/tensorflow/predictive-coding.ts";
import {
  type GoldenParameters,
  goldenNames,
  load,
  type Rows,
  readGolden,
  relativeError,
  toMatrix,
  toParameters,
} from "../golden.ts";
import { engine as engineOf } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";
import { describeBackends } from "./backends.ts";

interface Pair {
  readonly linalg: Linalg;
  readonly problem: Problem;
  readonly lambda: number;
  readonly builtin: Energy;
  readonly other: Energy;
}

const euler = { solver: "euler", stepSize: 0.1, steps: 25, order: "simultaneous", tolerance: 1e-12 } as const;
const equilibrium = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 200 } as const;

const flatten = (linalg: Linalg, state: State): number[] => state.flatMap((x) => [...linalg.values(x)]);

/** A state far from rest, so that no difference of nearly equal numbers occurs. */
const displaced = (linalg: Linalg, start: State): State => {
  const draw = randomNumbers(7);
  return start.map((x) => {
    const moved = linalg.matrix(x.rows, x.columns);
    linalg.values(moved).set(Array.from(linalg.values(x), (value) => value + 0.5 * draw()));
    return moved;
  });
};

/** Relative: an estimate divides a difference by λ, and its rounding with it. 1e-3 at λ = 1e-3. */
const estimateBound = (lambda: number): number => Math.max(1e-5, 1e-6 / lambda);

/** What must agree for any energy. */
const agree = (engine: TensorFlow, make: () => Pair, atRest = oneSided): void => {
  const pair = make();
  const { linalg, problem, lambda, builtin, other } = pair;
  const state = displaced(linalg, builtin.start);

  it("start, energies, forces and parameter gradients", () => {
    // Absolute where a start is 0.
    const start = flatten(linalg, builtin.start);
    flatten(linalg, other.start).forEach((x, i) => {
      expect(Math.abs(x - start[i]!)).toBeLessThan(1e-6);
    });
    const [expected, found] = [builtin.values(state), other.values(state)];
    expect(relativeError(found.internal, expected.internal)).toBeLessThan(1e-5);
    expect(relativeError(found.supervised, expected.supervised)).toBeLessThan(1e-5);
    for (const nudge of [0, lambda, -lambda]) {
      const [a, b] = [builtin, other].map((energy) => {
        const force = state.map((x) => linalg.matrix(x.rows, x.columns));
        energy.force(state, nudge, force);
        const gradient = zeroParameters(linalg, layoutOf(problem.network));
        energy.parameterGradient(state, nudge, gradient);
        return { force: flatten(linalg, force), gradient: Array.from(linalg.values(gradient.all)) };
      });
      expect(relativeError(b!.force, a!.force)).toBeLessThan(1e-5);
      expect(relativeError(b!.gradient, a!.gradient)).toBeLessThan(1e-5);
    }
  });

  it("25 Euler steps", () => {
    const [expected, found] = [builtin, other].map((energy) => {
      const states: number[] = [];
      const energies: number[] = [];
      relaxByEuler(linalg, energy, "start", lambda, euler, (_, x) => {
        states.push(...flatten(linalg, x));
        const { internal, supervised } = energy.values(x);
        energies.push(...internal.map((value, i) => value + lambda * supervised[i]!));
      });
      return { states, energies };
    });
    expect(relativeError(found!.states, expected!.states)).toBeLessThan(1e-5);
    expect(relativeError(found!.energies, expected!.energies)).toBeLessThan(1e-5);
  });

  it("the estimates after Euler steps and at equilibrium, and how the samples came to rest; no tensor is left behind", () => {
    const { numTensors } = engine.tf.memory();
    for (const [settings, phases] of [
      [euler, oneSided],
      [equilibrium, atRest],
    ] as const) {
      const [expected, found] = [builtin, other].map((energy) =>
        twoPhaseEstimate(linalg, energy, phases(lambda), settings),
      );
      const [a, b] = [expected, found].map((estimate) => linalg.values(estimate!.gradient.all));
      expect(relativeError(b!, a!)).toBeLessThan(estimateBound(lambda));
      const outcomes = [expected, found].map((estimate) =>
        estimate!.relaxations.map(({ relaxation }) => relaxation.outcomes),
      );
      expect(outcomes[1]).toEqual(outcomes[0]);
    }
    other.values(other.start);
    expect(engine.tf.memory().numTensors).toBe(numTensors);
  });
};

describeBackends("golden predictive coding", (engine) => {
  describe.each(goldenNames)("%s", (name) => {
    const golden = readGolden(name);
    const make = (): Pair => {
      const problem = load(golden, "float32");
      const { linalg, energy: builtin } = problem;
      const precisions = unitPrecisions(golden.sizes);
      const other = tensorFlowPredictiveCoding(engine, linalg, problem, precisions);
      return { linalg, problem, lambda: golden.euler.lambda, builtin, other };
    };
    agree(engine, make);

    it("its free phase is exactly at rest", () => {
      const { linalg, problem, other } = make();
      const force = other.start.map((x) => linalg.matrix(x.rows, x.columns));
      other.force(other.start, 0, force);
      expect(flatten(linalg, force).every((value) => value === 0)).toBe(true);
      const gradient = zeroParameters(linalg, layoutOf(problem.network));
      other.parameterGradient(other.start, 0, gradient);
      expect(linalg.values(gradient.all).every((value: number) => value === 0)).toBe(true);
    });
  });
});

interface GoldenHopfield extends GoldenParameters {
  readonly sizes: number[];
  readonly loss: LossKind;
  readonly input: Rows;
  readonly target: Rows;
  readonly free: Rows[];
  readonly nudged: { readonly lambda: number };
}

describeBackends("golden Hopfield", (engine) => {
  const golden = readGolden<GoldenHopfield>("hopfield-tanh");
  const make = (): Pair => {
    const linalg = engineOf("float32");
    const problem: Problem = {
      network: chain({ sizes: golden.sizes, activation: "tanh" }),
      parameters: toParameters(linalg, golden.sizes, golden),
      input: toMatrix(linalg, golden.input),
      target: toMatrix(linalg, golden.target),
      loss: golden.loss,
    };
    const other = tensorFlowHopfield(engine, linalg, problem);
    return { linalg, problem, lambda: golden.nudged.lambda, builtin: hopfieldEnergy(linalg, problem), other };
  };
  // Its free phase at rest is compared below.
  agree(engine, make, symmetric);

  it("its free phase is that of the golden file", () => {
    const { linalg, other } = make();
    const { state, outcomes } = relax(linalg, other, other.start, 0, equilibrium);
    expect(outcomes).toEqual(golden.input.map(() => "converged"));
    expect(relativeError(flatten(linalg, state), golden.free.flat(2))).toBeLessThan(1e-6);
  });
});
