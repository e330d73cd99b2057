import { describe, expect, it } from "vitest";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import { compareGradients, compareLayers } from "../../src/gradient/compare.ts";
import { firstStepEstimate } from "../../src/gradient/estimator/first-step.ts";
import { fixedPredictionEstimate } from "../../src/gradient/estimator/fixed-prediction.ts";
import { implicitGradient } from "../../src/gradient/implicit.ts";
import { estimators } from "../../src/gradient/registry.ts";
import { trueGradient } from "../../src/gradient/truth.ts";
import { relax } from "../../src/inference/relax.ts";
import type { LossKind } from "../../src/linalg/linalg.ts";
import { chain } from "../../src/network/network.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import {
  flat,
  type GoldenParameters,
  type Rows,
  readGolden,
  relativeError,
  toMatrix,
  toParameters,
} from "../golden.ts";
import { largestDeviation } from "../network/central-differences.ts";
import { bind, engine, numbers, randomProblem, someSamples } from "../network/problem.ts";
import {
  benchOf,
  between,
  estimatorNamed,
  observe,
  orderOf,
  plainImplicitTruth,
  plainTruth,
  plainTruthOf,
  smallProblem,
  vector,
} from "./estimators.ts";

/** Where each power law rules: above rounding and unfinished inference, below the next power. At least 1.5 decades. */
const windows: Readonly<Record<string, readonly [number, number]>> = {
  "pc-nudge": [1e-5, 1e-3],
  "pc-symmetric": [1e-3, 3.2e-2],
  "pc-richardson": [3e-4, 1e-2],
  "pc-alm-1": [1e-3, 3.2e-2],
  "pc-alm-2": [1e-3, 3.2e-2],
  "pc-weak-feedback": [1e-4, 5e-3],
  "ep-one-sided": [1e-4, 5e-3],
  "ep-symmetric": [1e-3, 3.2e-2],
  chl: [1e-4, 5e-3],
  "pc-holomorphic-2": [1e-3, 3.2e-2],
  "ep-holomorphic-2": [1e-3, 3.2e-2],
  "pc-holomorphic-4": [1e-3, 3.2e-2],
  "ep-holomorphic-4": [3.2e-3, 0.11],
  "pc-holomorphic-6": [3.2e-3, 0.11],
  "ep-holomorphic-6": [1.2e-2, 0.38],
};

const uncertainty = (order: number): number => (order === 1 ? 0.03 : order === 2 ? 0.05 : 0.15);
const converging = estimators.filter(({ order }) => order !== null && order > 0);

describe("order of convergence", () => {
  const problem = smallProblem();
  const bench = benchOf(problem);

  it.each(converging.map((estimator) => [estimator.name, estimator] as const))("%s", (name, estimator) => {
    const truth = plainTruthOf(estimator, problem);
    const observations = observe(estimator, bench, truth, between(...windows[name]!, 6));
    const found = orderOf(observations, 1.5);
    expect(Math.abs(found - estimator.order!)).toBeLessThan(uncertainty(estimator.order!));
  });

  it("the orders of the registry are those of the literature", () => {
    expect(Object.fromEntries(estimators.map(({ name, order }) => [name, order]))).toEqual({
      backprop: null,
      "pc-nudge": 1,
      "pc-symmetric": 2,
      "pc-richardson": 2,
      "pc-equation-16": 0,
      "pc-alm-1": 2,
      "pc-alm-2": 3,
      "pc-weak-feedback": 1,
      "first-step": null,
      "fixed-prediction": null,
      "ep-one-sided": 1,
      "ep-symmetric": 2,
      chl: 1,
      "pc-holomorphic-2": 2,
      "pc-holomorphic-4": 4,
      "pc-holomorphic-6": 6,
      "ep-holomorphic-2": 2,
      "ep-holomorphic-4": 4,
      "ep-holomorphic-6": 6,
      "feedback-alignment": 0,
      "direct-feedback-alignment": 0,
    });
  });

  it.each(["tanh", "sigmoid"] as const)("with cross-entropy and a single hidden layer, %s", (activation) => {
    const other = smallProblem({ sizes: [5, 6, 4], activation, loss: "cross-entropy", gain: 0.6 });
    for (const name of ["pc-nudge", "pc-symmetric", "ep-one-sided", "ep-symmetric"]) {
      const estimator = estimatorNamed(name);
      const truth = plainTruthOf(estimator, other);
      const observations = observe(estimator, benchOf(other), truth, between(...windows[name]!, 6));
      expect(Math.abs(orderOf(observations, 1.5) - estimator.order!)).toBeLessThan(
        uncertainty(estimator.order!),
      );
    }
  });
});

describe("exact estimators", () => {
  it.each(["tanh", "relu", "sigmoid"] as const)("are backprop to rounding, %s", (activation) => {
    const problem = randomProblem({ sizes: [6, 7, 6, 5, 4], activation, batch: 3, seed: 7 });
    const expected = plainTruth(problem);
    for (const estimator of estimators.filter(({ order }) => order === null)) {
      const { gradient } = estimator.estimate(benchOf(problem), 1);
      expect(largestDeviation(numbers(problem.linalg, gradient.all), expected)).toBeLessThan(1e-13);
    }
  });

  it.each([0.1, 0.5, 1, 1.7])(
    "the first step is so for a step size of %d, once divided by η^{L−l}",
    (stepSize) => {
      const problem = randomProblem({ sizes: [6, 7, 6, 5, 4], activation: "relu", batch: 3, seed: 7 });
      const { linalg, energy } = problem;
      const gradient = firstStepEstimate(linalg, energy, { lambda: 0.3, stepSize });
      expect(largestDeviation(numbers(linalg, gradient.all), plainTruth(problem))).toBeLessThan(1e-11);
    },
  );

  it("fixed predictions need as many steps as there are hidden layers, and a step size of 1", () => {
    const problem = randomProblem({ sizes: [6, 7, 6, 5, 4], activation: "tanh", batch: 3, seed: 7 });
    const { linalg } = problem;
    const off = (steps: number, stepSize: number): number => {
      const gradient = fixedPredictionEstimate(linalg, problem, problem.pass, { steps, stepSize });
      return largestDeviation(numbers(linalg, gradient.all), plainTruth(problem));
    };
    expect(off(3, 1)).toBeLessThan(1e-14);
    expect(off(9, 1)).toBeLessThan(1e-14);
    expect(off(2, 1)).toBeGreaterThan(1e-3);
    expect(off(3, 0.5)).toBeGreaterThan(1e-3);
    expect(off(80, 0.5)).toBeLessThan(1e-10);
  });
});

describe("Eq. 16 as it is written", () => {
  it("keeps the output layer's gradient and loses those of the hidden layers", () => {
    const problem = smallProblem();
    const bench = benchOf(problem);
    const truth = plainTruthOf({ truth: "backprop" }, problem);
    const { gradient } = estimatorNamed("pc-equation-16").estimate(bench, 1e-4);
    const [first, second, output] = compareLayers(problem.linalg, gradient, truth);
    expect(first!.relativeDistance).toBeCloseTo(1, 3);
    expect(second!.relativeDistance).toBeCloseTo(1, 3);
    expect(output!.relativeDistance).toBeLessThan(1e-3);
    const size = ({ weights }: typeof truth, l: number): number =>
      Math.hypot(...numbers(problem.linalg, weights[l]!));
    for (const l of [0, 1]) expect(size(gradient, l)).toBeLessThan(1e-3 * size(truth, l));
  });
});

describe("estimates that are the same by theory", () => {
  const problem = smallProblem();
  const bench = benchOf(problem);
  const estimate = (name: string, dial: number): number[] =>
    vector(bench, estimatorNamed(name).estimate(bench, dial).gradient);

  it.each([
    ["pc-holomorphic-2", "pc-symmetric"],
    ["ep-holomorphic-2", "ep-symmetric"],
  ])("%s is %s", (holomorphic, symmetric) => {
    for (const lambda of [0.01, 0.1, 0.2]) {
      expect(largestDeviation(estimate(holomorphic, lambda), estimate(symmetric, lambda))).toBeLessThan(
        1e-11,
      );
    }
  });

  it("Richardson extrapolation is 2 g(λ/2) − g(λ)", () => {
    const [half, whole] = [estimate("pc-nudge", 0.05), estimate("pc-nudge", 0.1)];
    const expected = half.map((value, k) => 2 * value - whole[k]!);
    expect(largestDeviation(estimate("pc-richardson", 0.1), expected)).toBeLessThan(1e-13);
  });

  it("weak feedback with κ = 1 is the ordinary clamped network, PC-Nudge with λ = 1", () => {
    expect(largestDeviation(estimate("pc-weak-feedback", 1), estimate("pc-nudge", 1))).toBeLessThan(1e-12);
  });

  it.each(estimators.map(({ name }) => name))("%s of a batch of copies is that of one", (name) => {
    const [one, copies] = [[0], [0, 0, 0]].map((samples) => {
      const some = benchOf(someSamples(problem, samples));
      return vector(some, estimatorNamed(name).estimate(some, 0.1).gradient);
    });
    expect(largestDeviation(copies!, one!)).toBeLessThan(1e-12);
  });
});

it("the gradient of backprop as a reference is that of the mean loss", () => {
  const problem = smallProblem({ activation: "tanh", batch: 3 });
  const bench = benchOf(problem);
  const found = trueGradient(bench, { truth: "backprop", energy: "predictive-coding" });
  expect(largestDeviation(vector(bench, found), plainTruth(problem))).toBeLessThan(1e-13);
});

describe("the implicit gradient", () => {
  it.each([
    ["tanh", "squared-error"],
    ["sigmoid", "cross-entropy"],
  ] as const)("is that of the Hessian written out, %s, %s", (activation, loss) => {
    const problem = smallProblem({ activation, loss, gain: 0.6, batch: 3 });
    const bench = benchOf(problem);
    const found = trueGradient(bench, { truth: "implicit", energy: "hopfield" });
    expect(largestDeviation(vector(bench, found), plainImplicitTruth(problem))).toBeLessThan(1e-9);
  });

  it("agrees with the golden file", () => {
    interface Golden extends GoldenParameters {
      sizes: number[];
      loss: LossKind;
      input: Rows;
      target: Rows;
      implicitGradientSum: GoldenParameters;
    }
    const golden = readGolden<Golden>("hopfield-tanh");
    const linalg = engine();
    const problem = {
      network: chain({ sizes: golden.sizes, activation: "tanh" }),
      parameters: toParameters(linalg, golden.sizes, golden),
      input: toMatrix(linalg, golden.input),
      target: toMatrix(linalg, golden.target),
      loss: "squared-error" as const,
    };
    const energy = bindEnergy(linalg, energies.hopfield, problem);
    const inference = { solver: "equilibrium", tolerance: 1e-15, maxIterations: 500 } as const;
    const free = relax(linalg, energy, "start", 0, inference).state;
    const found = implicitGradient(linalg, energy, free);
    const expected = flat(golden.implicitGradientSum).map((value) => value / golden.input.length);
    expect(relativeError(linalg.values(found.all), expected)).toBeLessThan(1e-8);
  });

  it("of predictive coding is backprop", () => {
    const problem = smallProblem({ activation: "tanh", batch: 3 });
    const { linalg, energy } = problem;
    const found = implicitGradient(linalg, energy, energy.start);
    expect(largestDeviation(numbers(linalg, found.all), plainTruth(problem))).toBeLessThan(1e-9);
  });

  it("is 0 where the loss is", () => {
    const problem = smallProblem();
    const { linalg, network, target } = problem;
    const bench = benchOf(problem);
    const energy = bindEnergy(linalg, energies.hopfield, bench.problem);
    linalg.copy(relax(linalg, energy, "start", 0, bench.inference).state.at(-1)!, target);
    const met = benchOf(
      bind(linalg, network, problem.parameters, problem.input, target, problem.loss, problem.precisions),
    );
    const found = trueGradient(met, { truth: "implicit", energy: "hopfield" });
    expect(Math.max(...vector(met, found).map(Math.abs))).toBeLessThan(1e-13);
  });
});

describe("the rounding wall", () => {
  const dials = between(1e-9, 1, 19);
  const smallest = (name: string, precision: "float64" | "float32"): number => {
    const problem = smallProblem({ precision });
    const { linalg, network } = problem;
    const estimator = estimatorNamed(name);
    // The numbers of the float32 network are exact on the host, so that this is the truth of that very network.
    const expected = estimator.truth === "backprop" ? plainTruth(problem) : plainImplicitTruth(problem);
    const exact = engine("float64");
    const [found, truth] = [
      zeroParameters(exact, layoutOf(network)),
      zeroParameters(exact, layoutOf(network)),
    ];
    exact.values(truth.all).set(expected);
    const errors = dials.map((dial) =>
      linalg.scope(() => {
        // The wall belongs to reading the activities, and not to the solver's own errors.
        const bench = benchOf(problem);
        const inference = { ...bench.inference, readout: "states" } as const;
        const { gradient } = estimator.estimate({ ...bench, inference }, dial);
        exact.values(found.all).set(linalg.values(gradient.all));
        return compareGradients(exact, found, truth).relativeDistance;
      }),
    );
    return Math.min(...errors);
  };

  // An error c λ^p against rounding ε/λ has its least at ε^{p/(p+1)}: from float64 to float32, ε grows 5e8 times.
  it.each([
    ["pc-nudge", 1],
    ["pc-symmetric", 2],
    ["ep-one-sided", 1],
    ["ep-symmetric", 2],
    ["pc-holomorphic-4", 4],
  ] as const)("%s: the least error grows as ε^{p/(p+1)} from float64 to float32", (name, order) => {
    const growth = smallest(name, "float32") / smallest(name, "float64");
    const expected = (2 ** 29) ** (order / (order + 1));
    expect(growth).toBeGreaterThan(expected / 10);
    expect(growth).toBeLessThan(expected * 10);
  });

  // An error c γ against rounding ε/γ^{L−1} in the lowest layer: the least is at ε^{1/L}.
  it("chl: the least error grows as ε^{1/L}", () => {
    const growth = smallest("chl", "float32") / smallest("chl", "float64");
    const expected = (2 ** 29) ** (1 / 3);
    expect(growth).toBeGreaterThan(expected / 10);
    expect(growth).toBeLessThan(expected * 10);
  });
});
