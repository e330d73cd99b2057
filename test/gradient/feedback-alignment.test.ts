import { describe, expect, it } from "vitest";
import type { Bench } from "../../src/gradient/estimator.ts";
import { trueGradient } from "../../src/gradient/truth.ts";
import { feedForward } from "../../src/network/feed-forward.ts";
import { initialise } from "../../src/network/initialise.ts";
import { chain, type Network } from "../../src/network/network.ts";
import type { Parameters } from "../../src/network/parameters.ts";
import { createStream } from "../../src/random/stream.ts";
import { engine, numbers } from "../network/problem.ts";
import { estimatorNamed } from "./estimators.ts";

const linalg = engine("float64");
const controls = ["feedback-alignment", "direct-feedback-alignment"];

/** A bench whose output error ∂L/∂o is `error` for the single sample: with the squared error the target is o − error. */
const benchWith = (
  network: Network,
  parameters: Parameters,
  error: readonly number[],
  seed: number,
): Bench => {
  const input = linalg.matrix(1, network.sizes[0]!);
  linalg.values(input).forEach((_, i, values) => {
    values[i] = Math.cos(i + 1);
  });
  const output = numbers(linalg, feedForward(linalg, network, parameters, input).preactivations.at(-1)!);
  const target = linalg.matrix(1, error.length);
  linalg.values(target).set(output.map((o, k) => o - error[k]!));
  const problem = { network, parameters, input, target, loss: "squared-error" } as const;
  return { linalg, problem, inference: { solver: "equilibrium", tolerance: 0, maxIterations: 1 }, seed };
};

const network = chain({ sizes: [4, 6, 5, 3], activation: "tanh" });
const drawn = (seed: number, purpose: "parameters" | "feedback"): Parameters =>
  initialise(linalg, network, "pytorch-default", createStream(seed, purpose));
const error = [0.3, -1.2, 0.7];

describe("feedback alignment", () => {
  it("is backprop in a network whose weights happen to be the feedback's", () => {
    const bench = benchWith(network, drawn(5, "feedback"), error, 5);
    const { gradient } = estimatorNamed("feedback-alignment").estimate(bench, 1);
    expect(numbers(linalg, gradient.all)).toEqual(
      numbers(linalg, trueGradient(bench, estimatorNamed("feedback-alignment")).all),
    );
  });

  it.each(controls)("%s: the output layer's gradient is that of backprop, the others' is not", (name) => {
    const bench = benchWith(network, drawn(2, "parameters"), error, 7);
    const { gradient } = estimatorNamed(name).estimate(bench, 1);
    const truth = trueGradient(bench, estimatorNamed(name));
    expect(numbers(linalg, gradient.weights[2]!)).toEqual(numbers(linalg, truth.weights[2]!));
    for (const l of [0, 1]) {
      const [found, true_] = [numbers(linalg, gradient.biases[l]!), numbers(linalg, truth.biases[l]!)];
      expect(Math.max(...found.map((value, i) => Math.abs(value - true_[i]!)))).toBeGreaterThan(1e-3);
    }
  });

  it.each(controls)("%s: a seed keeps its matrices, another seed has others", (name) => {
    const parameters = drawn(2, "parameters");
    const of = (seed: number) =>
      numbers(
        linalg,
        estimatorNamed(name).estimate(benchWith(network, parameters, error, seed), 1).gradient.all,
      );
    expect(of(7)).toEqual(of(7));
    expect(of(8)).not.toEqual(of(7));
  });

  it("passes through the layers above, direct feedback alignment goes around them", () => {
    // With its biases at 40 the second hidden layer is saturated: f′ = 0 there, and nothing passes.
    const parameters = drawn(2, "parameters");
    linalg.values(parameters.biases[1]!).fill(40);
    const lowest = (name: string) => {
      const { gradient } = estimatorNamed(name).estimate(benchWith(network, parameters, error, 7), 1);
      return Math.max(...numbers(linalg, gradient.biases[0]!).map(Math.abs));
    };
    expect(lowest("feedback-alignment")).toBe(0);
    expect(lowest("direct-feedback-alignment")).toBeGreaterThan(0.01);
  });

  it.each(controls)("%s: what reaches a layer goes through its own slopes", (name) => {
    // With its biases at 40 the first hidden layer is saturated: f′ = 0, so that nothing of the error is left there.
    const parameters = drawn(2, "parameters");
    linalg.values(parameters.biases[0]!).fill(40);
    const { gradient } = estimatorNamed(name).estimate(benchWith(network, parameters, error, 7), 1);
    expect(numbers(linalg, gradient.biases[0]!).map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(Math.max(...numbers(linalg, gradient.biases[1]!).map(Math.abs))).toBeGreaterThan(0.01);
  });

  it.each(controls)("%s: its matrices have the distribution of the weights, U(−1/√n, 1/√n)", (name) => {
    // One linear hidden layer of 300 units and the error (1, 0): the bias gradient is a row of the matrix.
    const wide = chain({ sizes: [2, 300, 2], activation: "linear" });
    const parameters = initialise(linalg, wide, "pytorch-default", createStream(0, "parameters"));
    const { gradient } = estimatorNamed(name).estimate(benchWith(wide, parameters, [1, 0], 1), 1);
    const row = numbers(linalg, gradient.biases[0]!).map((value) => value * Math.sqrt(300));
    expect(Math.max(...row.map(Math.abs))).toBeLessThanOrEqual(1);
    // Mean 0 ± 0.033 and mean square 1/3 ± 0.017, of 300 draws.
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean(row))).toBeLessThan(0.12);
    expect(Math.abs(mean(row.map((value) => value * value)) - 1 / 3)).toBeLessThan(0.07);
  });
});
