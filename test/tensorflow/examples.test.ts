// The worked examples of docs/custom-energy.md.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Energy } from "../../src/energy/energy.ts";
import { hopfieldEnergy } from "../../src/energy/hopfield/energy.ts";
import type { Phases } from "../../src/gradient/estimator.ts";
import { implicitGradient, truthAtFreePhase } from "../../src/gradient/implicit.ts";
import { oneSided, symmetric, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { type InferenceSettings, relax } from "../../src/inference/relax.ts";
import type { Linalg } from "../../src/linalg/linalg.ts";
import { type Parameters, zeroParameters } from "../../src/network/parameters.ts";
import { type CustomEnergy, energyOfModule } from "../../src/tensorflow/custom/energy.ts";
import { examineExpression } from "../../src/tensorflow/custom/examine.ts";
import { loadModule } from "../../src/tensorflow/custom/module.ts";
import { relativeError } from "../golden.ts";
import { flatten, likeState, type Problem, randomProblem, type Setup } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";
import { describeBackends, anyBackend as engine } from "./backends.ts";

const inference = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 400 } as const;
/** From near its end the dynamics come to rest, to the rounding of float32, in some dozens of time constants. */
const descent = { solver: "euler", stepSize: 0.3, steps: 120, order: "simultaneous", tolerance: 0 } as const;
const fileOf = (name: string): string =>
  fileURLToPath(new URL(`../../examples/${name}.mjs`, import.meta.url));

const [precisionPerUnit, lateralHopfield] = await Promise.all(
  ["precision-per-unit", "lateral-hopfield"].map((name) => loadModule(fileOf(name))),
);

interface Bound {
  readonly linalg: Linalg;
  readonly custom: CustomEnergy;
  readonly parameters: Parameters;
  readonly problem: Problem;
  readonly energy: Energy;
}

const bind = (module = precisionPerUnit!, setup: Partial<Setup>, options: Record<string, unknown>): Bound => {
  const problem = randomProblem({ sizes: [6, 5, 4, 3], precision: "float32", batch: 3, ...setup });
  const { linalg, network } = problem;
  const custom = energyOfModule(engine, module, network, options);
  const parameters = zeroParameters(linalg, custom.layout);
  linalg.values(parameters.all).set(linalg.values(problem.parameters.all));
  const draw = randomNumbers(5);
  custom.initialise(linalg, parameters, () => (draw() + 1) / 2);
  const energy = custom.record.bind(linalg, { ...problem, parameters }, 1);
  return { linalg, custom, parameters, problem, energy };
};

/** Numbers of a state, a force and a gradient at a random state. */
const evaluate = ({ linalg, custom }: Pick<Bound, "linalg" | "custom">, energy: Energy) => {
  const state = likeState(linalg, energy.start);
  const draw = randomNumbers(3);
  for (const x of state)
    linalg.values(x).forEach((_, i, values) => {
      values[i] = draw();
    });
  const force = likeState(linalg, state);
  energy.force(state, 0.3, force);
  const gradient = zeroParameters(linalg, custom.layout);
  energy.parameterGradient(state, 0.3, gradient);
  const { internal, supervised } = energy.values(state);
  return {
    state,
    numbers: [...flatten(linalg, force), ...internal, ...supervised, ...linalg.values(gradient.all)],
  };
};

const errorAt = (
  { linalg, energy }: Bound,
  phases: Phases,
  truth: Parameters,
  settings: InferenceSettings,
): number => {
  const { gradient } = twoPhaseEstimate(linalg, energy, phases, settings);
  return relativeError(linalg.values(gradient.all), linalg.values(truth.all));
};

/** The slope of log error between two λ. */
const slope = (
  bound: Bound,
  phases: (lambda: number) => Phases,
  truth: Parameters,
  [a, b]: readonly [number, number],
  settings: InferenceSettings = inference,
): number =>
  Math.log(errorAt(bound, phases(a), truth, settings) / errorAt(bound, phases(b), truth, settings)) /
  Math.log(a / b);

describeBackends("every example", (backend) => {
  it("is a sound energy", async () => {
    for (const module of [precisionPerUnit!, lateralHopfield!]) {
      const problem = randomProblem({ sizes: [6, 5, 4, 3], precision: "float32" });
      const { linalg, network } = problem;
      const custom = energyOfModule(backend, module, network, {});
      const parameters = zeroParameters(linalg, custom.layout);
      const { numTensors } = backend.tf.memory();
      examineExpression(backend, linalg, custom, { ...problem, parameters });
      expect(backend.tf.memory().numTensors).toBe(numTensors);
    }
  });
});

describe("predictive coding with a precision per unit", () => {
  it("is ordinary predictive coding where all precisions are 1", () => {
    const bound = bind(precisionPerUnit, {}, { first: 1, last: 1 });
    const expected = evaluate(bound, bound.problem.energy).numbers;
    expect(relativeError(evaluate(bound, bound.energy).numbers, expected)).toBeLessThan(1e-6);
  });

  it("weighs each unit's error by its own precision", () => {
    const bound = bind(precisionPerUnit, {}, { first: 1, last: 4 });
    const { linalg, problem, energy } = bound;
    const { state } = evaluate(bound, energy);
    const expected = [0, 1, 2].map((sample) =>
      problem.energy.errors(state).reduce((sum, error) => {
        const row = Array.from(
          linalg.values(error).subarray(sample * error.columns, (sample + 1) * error.columns),
        );
        // From 1 at the first unit to 4 at the last, equidistant.
        return row.reduce(
          (s: number, e: number, i: number) => s + 0.5 * (1 + (3 * i) / (error.columns - 1)) * e * e,
          sum,
        );
      }, 0),
    );
    expect(relativeError(energy.values(state).internal, expected)).toBeLessThan(1e-6);
  });

  it("its free phase is known and at rest, so that one phase is enough", () => {
    const { energy, linalg } = bind(precisionPerUnit, {}, {});
    expect(energy.startsAtZeroGradient).toBe(true);
    expect(twoPhaseEstimate(linalg, energy, oneSided(0.1), inference).relaxations).toHaveLength(1);
  });

  it("approximates backprop whatever the precisions: error O(λ) one-sided, O(λ²) symmetric", () => {
    const bound = bind(precisionPerUnit, { sizes: [6, 5, 3] }, { first: 1, last: 4 });
    const { linalg, problem } = bound;
    const truth = problem.truth.parameters;
    linalg.combine(1 / 3, truth.all, 0, truth.all, truth.all);
    expect(slope(bound, oneSided, truth, [0.02, 0.01])).toBeCloseTo(1, 1);
    expect(slope(bound, symmetric, truth, [0.04, 0.02])).toBeCloseTo(2, 1);
    // The implicit gradient, which knows nothing of layers, is that of backprop too.
    const implicit = implicitGradient(linalg, bound.energy, bound.energy.start);
    expect(relativeError(linalg.values(implicit.all), linalg.values(truth.all))).toBeLessThan(1e-4);
  });
});

describe("predictive coding with a precision per unit, ReLU", () => {
  const bound = bind(
    precisionPerUnit,
    { activation: "relu", sizes: [6, 12, 9, 3], seed: 2 },
    { first: 1, last: 4 },
  );
  const { linalg, problem, energy } = bound;
  const truth = problem.truth.parameters;
  linalg.combine(1 / 3, truth.all, 0, truth.all, truth.all);

  it("its truth is backprop to the rounding of float32: differentiated through the free phase, no difference crosses a kink", () => {
    const { gradient: found } = truthAtFreePhase(linalg, energy, energy.start);
    expect(relativeError(linalg.values(found.all), linalg.values(truth.all))).toBeLessThan(1e-6);
  });

  it("converges to it whatever the precisions, as the page says: the error falls with λ, down to rounding", () => {
    const { gradient: found } = truthAtFreePhase(linalg, energy, energy.start);
    const steps = {
      solver: "euler",
      stepSize: 0.06,
      steps: 500,
      order: "simultaneous",
      tolerance: 0,
    } as const;
    const errors = [0.1, 0.01].map((lambda) => {
      const { gradient } = twoPhaseEstimate(linalg, energy, oneSided(lambda), steps);
      return relativeError(linalg.values(gradient.all), linalg.values(found.all));
    });
    expect(errors[1]! / errors[0]!).toBeLessThan(0.2);
  });
});

it("an energy whose free phase is inferred has no formula to differentiate through", () => {
  const { energy } = bind(lateralHopfield, { gain: 0.5, seed: 3 }, {});
  expect(energy.throughFreePhase).toBeUndefined();
});

describe("a Hopfield energy with lateral connections", () => {
  const setup = { gain: 0.5, seed: 3 };

  it("is the layered one where they are 0", () => {
    const bound = bind(lateralHopfield, setup, { lateral: 0 });
    const { linalg, custom, problem } = bound;
    const expected = evaluate(bound, hopfieldEnergy(linalg, problem));
    const found = evaluate(bound, bound.energy);
    // The layered energy has no derivative by the lateral connections, which come last.
    const lateral = custom.others.reduce((sum, { shape }) => sum + shape[0]! * shape[1]!, 0);
    const without = expected.numbers.length - lateral;
    expect(relativeError(found.numbers.slice(0, without), expected.numbers.slice(0, without))).toBeLessThan(
      1e-6,
    );
  });

  it("the implicit gradient is the derivative of the loss at the free fixed point, also by the lateral connections", () => {
    const bound = bind(lateralHopfield, { ...setup, sizes: [6, 5, 3] }, {});
    const { linalg, custom, problem, parameters } = bound;
    const { state: free } = relax(linalg, bound.energy, "start", 0, inference);
    const lossAt = (): number => {
      const energy = custom.record.bind(linalg, { ...problem, parameters }, 1);
      const { state } = relax(linalg, energy, free, 0, descent);
      return energy.values(state).supervised.reduce((sum, value) => sum + value, 0) / 3;
    };
    const implicit = implicitGradient(linalg, bound.energy, free);
    const all = linalg.values(parameters.all);
    const gradient = Array.from(linalg.values(implicit.all));
    // Along the gradient itself restricted to one kind of parameter, so that the difference is large against rounding.
    for (const matrices of [implicit.weights, implicit.biases, implicit.others]) {
      const before = Float32Array.from(all);
      const inside = new Uint8Array(all.length);
      const first = implicit.all.offset;
      for (const { offset, rows, columns } of matrices)
        inside.fill(1, (offset - first) / 4, (offset - first) / 4 + rows * columns);
      const norm = Math.sqrt(
        gradient.reduce((sum: number, g: number, i: number) => sum + inside[i]! * g * g, 0),
      );
      const along = (step: number): number => {
        all.set(before.map((value, i) => value + (step * inside[i]! * gradient[i]!) / norm));
        const loss = lossAt();
        all.set(before);
        return loss;
      };
      const step = 0.03;
      const derivative =
        (8 * (along(step) - along(-step)) - (along(2 * step) - along(-2 * step))) / (12 * step);
      expect(norm).toBeGreaterThan(1e-3);
      expect(derivative / norm).toBeCloseTo(1, 3);
    }
  });

  it("equilibrium propagation approximates it: error O(λ) one-sided, O(λ²) symmetric", () => {
    const bound = bind(lateralHopfield, { ...setup, sizes: [6, 5, 3] }, {});
    const { linalg, energy } = bound;
    expect(energy.startsAtZeroGradient).toBe(false);
    const { state: free } = relax(linalg, energy, "start", 0, inference);
    const truth = implicitGradient(linalg, energy, free);
    expect(slope(bound, oneSided, truth, [0.016, 0.008], descent)).toBeCloseTo(1, 1);
    const order = slope(bound, symmetric, truth, [0.12, 0.06], descent);
    expect(order).toBeGreaterThan(1.8);
    expect(order).toBeLessThan(2.2);
  });

  it("its lateral connections are drawn within their bound, and by the seed", () => {
    const { linalg, custom, parameters } = bind(lateralHopfield, {}, { lateral: 0.7 });
    expect(custom.others).toEqual([
      { name: "lateral_1", shape: [5, 5] },
      { name: "lateral_2", shape: [4, 4] },
    ]);
    const numbers = Array.from(linalg.values(parameters.others[0]!));
    expect(Math.max(...numbers.map(Math.abs))).toBeLessThanOrEqual(0.7 / Math.sqrt(5));
    expect(new Set(numbers).size).toBe(25);
  });
});

describe("docs/custom-energy.md", () => {
  const docs = readFileSync(new URL("../../docs/custom-energy.md", import.meta.url), "utf8");

  it.each(["precision-per-unit", "lateral-hopfield", "precision-local"])("shows %s as it is", (name) => {
    expect(docs).toContain(readFileSync(fileOf(name), "utf8").trim());
  });
});
