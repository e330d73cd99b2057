import { describe, expect, it } from "vitest";
import type { Matrix } from "../../src/linalg/linalg.ts";
import { type Initialisation, initialise } from "../../src/network/initialise.ts";
import { chain } from "../../src/network/network.ts";
import { createStream } from "../../src/random/stream.ts";
import { documentedParameters, initialisations, vectors } from "../random/documented.ts";
import { engine } from "./problem.ts";

const sizes = [100, 400, 25];
const network = chain({ sizes, activation: "relu" });

const parametersOf = (initialisation: Initialisation, precision: "float64" | "float32" = "float64") =>
  initialise(engine(precision), network, initialisation, createStream(3, "parameters"));

/** The draws are U(−bound, bound): none beyond, the extremes close, mean 0 and variance bound²/3 within 5 σ. */
const expectUniform = (matrix: Matrix, bound: number): void => {
  const values = Array.from(engine().values(matrix));
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / n;
  expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound);
  // Of n draws the largest is within 20/n of the bound but for e^−20.
  expect(Math.max(...values)).toBeGreaterThan(bound * (1 - 40 / n));
  expect(Math.min(...values)).toBeLessThan(-bound * (1 - 40 / n));
  expect(Math.abs(mean)).toBeLessThan((5 * bound) / Math.sqrt(3 * n));
  expect(Math.abs(variance - bound ** 2 / 3)).toBeLessThan(5 * bound ** 2 * Math.sqrt(4 / 45 / n));
};

describe("initialisation", () => {
  it("pytorch-default: W and b ~ U(−1/√fan-in, 1/√fan-in)", () => {
    const { weights, biases } = parametersOf("pytorch-default");
    expectUniform(weights[0]!, 1 / 10);
    expectUniform(biases[0]!, 1 / 10);
    expectUniform(weights[1]!, 1 / 20);
    const last = Array.from(engine().values(biases[1]!));
    expect(Math.max(...last.map(Math.abs))).toBeLessThanOrEqual(1 / 20);
    expect(new Set(last).size).toBe(25);
  });

  it("xavier-uniform: W ~ U(±√(6/(fan-in + fan-out))), biases 0", () => {
    const { weights, biases } = parametersOf("xavier-uniform");
    expectUniform(weights[0]!, Math.sqrt(6 / 500));
    expectUniform(weights[1]!, Math.sqrt(6 / 425));
    for (const bias of biases)
      expect(
        engine()
          .values(bias)
          .every((value) => value === 0),
      ).toBe(true);
  });

  it("takes the stream's draws in the order W_0, b_0, W_1, b_1", () => {
    const { all } = parametersOf("pytorch-default");
    const stream = createStream(3, "parameters");
    const bounds = [...new Array<number>(40_400).fill(1 / 10), ...new Array<number>(10_025).fill(1 / 20)];
    const expected = bounds.map((bound) => (2 * stream.uniform() - 1) * bound);
    const deviations = Array.from(engine().values(all), (value, k) => Math.abs(value - expected[k]!));
    expect(Math.max(...deviations)).toBeLessThan(1e-16);
  });

  it("float32 has the same draws, each rounded once", () => {
    const double = Array.from(engine().values(parametersOf("pytorch-default").all));
    const single = Array.from(engine("float32").values(parametersOf("pytorch-default", "float32").all));
    expect(single).toEqual(double.map(Math.fround));
  });
});

describe("the parameters of a seed as docs/reproduction.md describes them", () => {
  it.each(initialisations)("%s: every weight and bias of the paper's network is as the page says", (name) => {
    const linalg = engine();
    const sizes = [784, 128, 64, 10];
    const expected = documentedParameters(sizes, 0, name);
    linalg.scope(() => {
      const network = chain({ sizes, activation: "relu" });
      const { weights, biases } = initialise(linalg, network, name, createStream(0, "parameters"));
      const all = [weights[0]!, biases[0]!, weights[1]!, biases[1]!, weights[2]!, biases[2]!];
      const found = all.map((matrix) => Array.from(linalg.values(matrix)));
      const { first, last, biases: lastBiases } = vectors.parameters[name];
      const ends = [found[0]!.slice(0, 3), found[4]!.slice(-3), found[5]!.slice(-3)];
      // Of a normal distribution the logarithm is rounded as each program rounds it.
      const tolerance = name === "he-normal" ? 1e-15 : 0;
      const same = (one: readonly number[], other: readonly number[]): boolean =>
        one.length === other.length &&
        one.every((value, k) => Math.abs(value - other[k]!) <= tolerance * Math.abs(value));
      expect(ends.map((end, k) => same(end, [first, last, lastBiases][k]!))).toEqual([true, true, true]);
      const documented = [0, 1, 2].flatMap((l) => [expected.weights[l]!.flat(), expected.biases[l]!]);
      expect(found.map((values, k) => same(values, documented[k]!))).toEqual(found.map(() => true));
    });
  });
});
