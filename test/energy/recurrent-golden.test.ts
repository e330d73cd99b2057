import { describe, expect, it } from "vitest";
import { kernelBytes } from "../../src/bench/kernel-bytes.ts";
import type { Energy } from "../../src/energy/energy.ts";
import { hopfieldEnergy } from "../../src/energy/hopfield/energy.ts";
import { layeredFeedbackEnergy } from "../../src/energy/layered-feedback/energy.ts";
import type { State } from "../../src/energy/state.ts";
import { contrastive, oneSided, symmetric, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { relax } from "../../src/inference/relax.ts";
import { createLinalg, type LossKind } from "../../src/linalg/linalg.ts";
import { chain } from "../../src/network/network.ts";
import {
  flat,
  type GoldenParameters,
  type Rows,
  readGolden,
  relativeError,
  toMatrix,
  toParameters,
} from "../golden.ts";

interface GoldenHopfield extends GoldenParameters {
  sizes: number[];
  loss: LossKind;
  input: Rows;
  target: Rows;
  free: Rows[];
  nudged: { lambda: number; states: Rows[] };
  oneSidedSum: GoldenParameters;
  symmetricSum: GoldenParameters;
  implicitGradientSum: GoldenParameters;
}

interface GoldenFeedback extends GoldenParameters {
  sizes: number[];
  gamma: number;
  input: Rows;
  target: Rows;
  free: Rows[];
  clamped: Rows[];
  estimateSum: GoldenParameters;
  backpropSum: GoldenParameters;
}

const settings = { solver: "equilibrium", tolerance: 1e-15, maxIterations: 500 } as const;

const problemOf = (golden: GoldenHopfield | GoldenFeedback) => {
  const linalg = createLinalg("float64", kernelBytes("float64"));
  const network = chain({ sizes: golden.sizes, activation: "tanh" });
  const parameters = toParameters(linalg, golden.sizes, golden);
  const input = toMatrix(linalg, golden.input);
  const target = toMatrix(linalg, golden.target);
  return { linalg, network, parameters, input, target, loss: "squared-error" as const };
};

const stateError = (linalg: ReturnType<typeof createLinalg>, state: State, expected: Rows[]): number =>
  relativeError(
    state.flatMap((x) => [...linalg.values(x)]),
    expected.flat(2),
  );

const perSample = (golden: GoldenParameters, batch: number): number[] => flat(golden).map((v) => v / batch);

describe("golden hopfield-tanh", () => {
  const golden = readGolden<GoldenHopfield>("hopfield-tanh");
  const batch = golden.input.length;
  const { linalg, network, ...problem } = problemOf(golden);
  const energy: Energy = hopfieldEnergy(linalg, { network, ...problem });
  const { lambda } = golden.nudged;

  it("free and nudged states", () => {
    const free = relax(linalg, energy, "start", 0, settings);
    expect(free.outcomes).toEqual(["converged", "converged"]);
    expect(stateError(linalg, free.state, golden.free)).toBeLessThan(1e-12);
    const nudged = relax(linalg, energy, free.state, lambda, settings);
    expect(stateError(linalg, nudged.state, golden.nudged.states)).toBeLessThan(1e-12);
  });

  it("one-sided and symmetric estimates", () => {
    for (const [phases, expected] of [
      [oneSided(lambda), golden.oneSidedSum],
      [symmetric(lambda), golden.symmetricSum],
    ] as const) {
      const { gradient } = twoPhaseEstimate(linalg, energy, phases, settings);
      expect(relativeError(linalg.values(gradient.all), perSample(expected, batch))).toBeLessThan(1e-12);
    }
  });
});

describe("golden chl-tanh-linear-output", () => {
  const golden = readGolden<GoldenFeedback>("chl-tanh-linear-output");
  const batch = golden.input.length;
  const { linalg, network, ...problem } = problemOf(golden);
  const energy: Energy = layeredFeedbackEnergy(linalg, { network, ...problem, feedback: golden.gamma });

  it("free and clamped states", () => {
    const free = relax(linalg, energy, "start", 0, settings);
    expect(stateError(linalg, free.state, golden.free)).toBeLessThan(1e-12);
    const clamped = relax(linalg, energy, free.state, "clamped", settings);
    expect(stateError(linalg, clamped.state, golden.clamped)).toBeLessThan(1e-12);
  });

  it("contrastive estimate", () => {
    const { gradient } = twoPhaseEstimate(linalg, energy, contrastive, settings);
    const expected = perSample(golden.estimateSum, batch);
    expect(relativeError(linalg.values(gradient.all), expected)).toBeLessThan(1e-9);
  });
});
