import { describe, expect, it } from "vitest";
import { oneSided, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import type { InferenceSettings } from "../../src/inference/relax.ts";
import { relax } from "../../src/inference/relax.ts";
import { relaxByEuler } from "../../src/inference/solver/euler.ts";
import { flat, goldenNames, load, readGolden, relativeError } from "../golden.ts";

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** `x − f(a)` cancels at small λ. */
const estimateTolerance = (lambda: number) => (lambda < 0.01 ? 1e-10 : 1e-12);

describe.each(goldenNames)("golden %s", (name) => {
  const golden = readGolden(name);
  const batch = golden.input.length;

  it("free phase, loss and backprop", () => {
    const { linalg, energy, truth } = load(golden);
    golden.feedforward.hidden.forEach((rows, l) => {
      expect(relativeError(linalg.values(energy.start[l]!), rows.flat())).toBeLessThan(1e-14);
    });
    const values = energy.values(energy.start);
    expect([...values.internal]).toEqual(new Array(batch).fill(0));
    expect(sum(values.supervised)).toBeCloseTo(golden.backprop.lossSum, 13);
    expect(relativeError(linalg.values(truth.all), flat(golden.backprop.gradientSum))).toBeLessThan(1e-13);
  });

  it("first force", () => {
    const { linalg, energy } = load(golden);
    const force = energy.start.map((x) => linalg.matrix(x.rows, x.columns));
    energy.force(energy.start, golden.euler.lambda, force);
    const found = force.flatMap((f) => [...linalg.values(f)]);
    const expected = golden.firstForce.flat(2);
    expect(relativeError(found, expected)).toBeLessThan(1e-12);
  });

  it("Euler: energies of the trajectory, end state, estimate", () => {
    const { linalg, energy } = load(golden);
    const { lambda, stepSize, steps, hidden } = golden.euler;
    const settings: InferenceSettings = {
      solver: "euler",
      stepSize,
      steps,
      order: "simultaneous",
      tolerance: 1e-12,
    };
    const internal: number[] = [];
    const supervised: number[] = [];
    const { state } = relaxByEuler(linalg, energy, "start", lambda, settings, (_, x) => {
      const values = energy.values(x);
      internal.push(sum(values.internal));
      supervised.push(sum(values.supervised));
    });
    expect(internal[0]).toBe(0);
    expect(relativeError(internal, golden.euler.internalSum)).toBeLessThan(1e-12);
    expect(relativeError(supervised, golden.euler.supervisedSum)).toBeLessThan(1e-12);
    hidden.forEach((rows, l) => {
      expect(relativeError(linalg.values(state[l]!), rows.flat())).toBeLessThan(1e-13);
    });
    const { gradient } = twoPhaseEstimate(linalg, energy, oneSided(lambda), settings);
    const expected = flat(golden.euler.estimateSum).map((value) => value / batch);
    expect(relativeError(linalg.values(gradient.all), expected)).toBeLessThan(estimateTolerance(lambda));
  });

  // The ReLU network has no equilibrium on file: there is nothing to compare, hence no test.
  it.each(golden.equilibrium === undefined ? [] : [golden.equilibrium])(
    "equilibrium: state and estimate",
    (rest) => {
      const { linalg, energy } = load(golden);
      const { lambda, hidden, estimateSum } = rest;
      const settings: InferenceSettings = { solver: "equilibrium", tolerance: 1e-13, maxIterations: 200 };
      const relaxation = relax(linalg, energy, "start", lambda, settings);
      expect(relaxation.outcomes).toEqual(new Array(batch).fill("converged"));
      hidden.forEach((rows, l) => {
        expect(relativeError(linalg.values(relaxation.state[l]!), rows.flat())).toBeLessThan(1e-12);
      });
      const { gradient } = twoPhaseEstimate(linalg, energy, oneSided(lambda), settings);
      const expected = flat(estimateSum).map((value) => value / batch);
      expect(relativeError(linalg.values(gradient.all), expected)).toBeLessThan(estimateTolerance(lambda));
    },
  );
});
