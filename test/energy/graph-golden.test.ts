// Networks made of connections against an independent float64 implementation (JAX), to the tolerances of its specification.
import { describe, expect, it } from "vitest";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import type { State } from "../../src/energy/state.ts";
import { implicitGradient } from "../../src/gradient/implicit.ts";
import { oneSided, symmetric, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { relax } from "../../src/inference/relax.ts";
import type { Linalg } from "../../src/linalg/linalg.ts";
import { backprop } from "../../src/network/backprop.ts";
import { feedForward } from "../../src/network/feed-forward.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { relativeError } from "../golden.ts";
import { equilibrium, euler } from "../inference/settings.ts";
import {
  codingGraphs,
  flat,
  type GoldenCodingGraph,
  type GoldenHopfieldGraph,
  loadGraph,
  type Nested,
} from "../network/graph.ts";
import { likeState } from "../network/problem.ts";

const vector = (linalg: Linalg, state: State): number[] => state.flatMap((x) => Array.from(linalg.values(x)));

/** A mean over the batch as a sum. */
const sum = (
  linalg: Linalg,
  gradient: { readonly all: Parameters<Linalg["values"]>[0] },
  batch: number,
): number[] => Array.from(linalg.values(gradient.all), (value) => value * batch);

const inference = equilibrium({ tolerance: 1e-15, maxIterations: 2000 });

describe.each(codingGraphs)("%s", (name) => {
  const { golden, graph } = loadGraph<GoldenCodingGraph>(name);
  const { linalg, network, parameters, input, target, loss } = graph;
  const pass = feedForward(linalg, network, parameters, input);
  const energy = bindEnergy(linalg, energies["predictive-coding"], { ...graph, pass });
  const batch = golden.input.length;

  it("feed-forward pass, loss and backprop", () => {
    const layers = [...pass.activities, pass.preactivations.at(-1)!];
    expect(relativeError(vector(linalg, layers), golden.feed_forward.flat(2))).toBeLessThan(1e-12);
    const { supervised, internal } = energy.values(energy.start);
    expect(relativeError([supervised.reduce((a, b) => a + b, 0)], [golden.loss_sum])).toBeLessThan(1e-12);
    expect([...internal].every((value) => value === 0)).toBe(true);
    const { parameters: gradient } = backprop(linalg, pass, loss, target);
    expect(relativeError(linalg.values(gradient.all), flat(golden.backprop_sum))).toBeLessThan(1e-12);
  });

  it("first force", () => {
    const force = likeState(linalg, energy.start);
    energy.force(energy.start, 0.3, force);
    const expected = golden["first_force_lambda_0.3"].flat(2);
    expect(relativeError(vector(linalg, force), expected)).toBeLessThan(1e-12);
  });

  it("25 Euler steps of 0.1 at λ = 0.3", () => {
    const expected = golden["euler_0.1x25_lambda_0.3"];
    const { state } = relax(linalg, energy, "start", 0.3, euler({ steps: 25 }));
    expect(relativeError(vector(linalg, state), expected.state.flat(2))).toBeLessThan(1e-11);
    const { internal, supervised } = energy.values(state);
    const total = internal.reduce((all, value, i) => all + value + 0.3 * supervised[i]!, 0);
    expect(relativeError([total], [expected.energy])).toBeLessThan(1e-11);
    const gradient = zeroParameters(linalg, layoutOf(network));
    energy.parameterGradient(state, 0.3, gradient);
    const estimate = linalg.values(gradient.all).map((value) => value / 0.3);
    expect(relativeError(estimate, flat(expected.estimate_sum))).toBeLessThan(1e-10);
  });

  it.each([
    [0.001, 1e-11, 1e-8],
    [0.1, 1e-10, 1e-10],
  ] as const)("equilibrium and estimates at λ = %d", (lambda, ofState, ofEstimate) => {
    const expected = golden[`equilibrium_lambda_${lambda}`];
    const { state, outcomes } = relax(linalg, energy, "start", lambda, inference);
    expect(outcomes.every((outcome) => outcome === "converged")).toBe(true);
    expect(relativeError(vector(linalg, state), expected.state.flat(2))).toBeLessThan(ofState);
    const estimate = (phases: typeof oneSided): number[] =>
      sum(linalg, twoPhaseEstimate(linalg, energy, phases(lambda), inference).gradient, batch);
    const compare = (found: number[], wanted: Nested[]) =>
      expect(relativeError(found, flat(wanted))).toBeLessThan(ofEstimate);
    compare(estimate(oneSided), expected.one_sided_sum);
    compare(estimate(symmetric), expected.symmetric_sum);
  });
});

describe("graph-hopfield-convolution-tanh", () => {
  const { golden, graph } = loadGraph<GoldenHopfieldGraph>("graph-hopfield-convolution-tanh");
  const { linalg } = graph;
  const energy = bindEnergy(linalg, energies.hopfield, graph);
  const batch = golden.input.length;
  const { state: free } = relax(linalg, energy, "start", 0, inference);

  it("free phase and implicit gradient", () => {
    expect(relativeError(vector(linalg, free), golden.free.flat(2))).toBeLessThan(1e-11);
    const found = sum(linalg, implicitGradient(linalg, energy, free), batch);
    expect(relativeError(found, flat(golden.implicit_sum))).toBeLessThan(1e-8);
  });

  it.each([0.001, 0.05] as const)("nudged phase and estimates at λ = %d", (lambda) => {
    const expected = golden[`nudged_lambda_${lambda}`];
    const { state } = relax(linalg, energy, free, lambda, inference);
    expect(relativeError(vector(linalg, state), expected.state.flat(2))).toBeLessThan(1e-11);
    for (const [phases, wanted] of [
      [oneSided, expected.one_sided_sum],
      [symmetric, expected.symmetric_sum],
    ] as const) {
      const found = sum(linalg, twoPhaseEstimate(linalg, energy, phases(lambda), inference).gradient, batch);
      expect(relativeError(found, flat(wanted))).toBeLessThan(1e-9);
    }
  });
});
