// The float32 wall: an estimate divides ε = x − f(a) by λ, so that its error falls with λ (theory: slope 1) until rounding,
// 6e-8 / λ, takes over (slope −1). TensorFlow.js must run along the built-in float32 curve, and against the same wall.
import { expect, it } from "vitest";
import type { Energy } from "../../src/energy/energy.ts";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import { oneSided, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { tensorFlowEnergies } from "../../src/tensorflow/registry.ts";
import { relativeError } from "../golden.ts";
import { type Problem, randomProblem } from "../network/problem.ts";
import { describeBackends } from "./backends.ts";

const seeds = [1, 2, 3, 4];
const setup = { sizes: [12, 10, 8, 4], activation: "tanh", batch: 4 } as const;
const lambdas = [1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6];
const inference = {
  solver: "equilibrium",
  tolerance: 1e-12,
  maxIterations: 200,
  readout: "states",
} as const;

const truths = seeds.map((seed) => {
  const { linalg, truth } = randomProblem({ ...setup, seed, precision: "float64" });
  return Array.from(linalg.values(truth.parameters.all), (value) => value / setup.batch);
});

/** Error of the estimate at each λ, the geometric mean over the networks. */
const curve = (bind: (problem: Problem) => Energy): number[] =>
  lambdas.map((lambda) => {
    const logarithms = seeds.map((seed, i) => {
      const problem = randomProblem({ ...setup, seed, precision: "float32" });
      const { linalg } = problem;
      return linalg.scope(() => {
        const { gradient } = twoPhaseEstimate(linalg, bind(problem), oneSided(lambda), inference);
        return Math.log(relativeError(linalg.values(gradient.all), truths[i]!));
      });
    });
    return Math.exp(logarithms.reduce((sum, value) => sum + value, 0) / seeds.length);
  });

describeBackends("the λ sweep in float32", (engine) => {
  it("lies on the curve of the built-in engine", () => {
    const builtin = curve(({ energy }) => energy);
    const found = curve(({ linalg, ...problem }) =>
      bindEnergy(linalg, energies["predictive-coding"], { ...problem, engine: tensorFlowEnergies(engine) }),
    );
    // Left of the wall the bias is the same number; against it both are noise of the same size.
    found.slice(0, 2).forEach((error, i) => {
      expect(Math.abs(error / builtin[i]! - 1)).toBeLessThan(1e-2);
    });
    found.forEach((error, i) => {
      expect(error / builtin[i]!).toBeGreaterThan(1 / 2);
      expect(error / builtin[i]!).toBeLessThan(2);
    });
    // Slope 1 above the wall, −1 below it.
    expect(found[0]! / found[1]!).toBeGreaterThan(7);
    expect(found[5]! / found[4]!).toBeGreaterThan(5);
    expect(found[5]! / found[4]!).toBeLessThan(20);
  });
});
