import { describe, expect, it } from "vitest";
import { chain } from "../../src/network/network.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { momentumUpdate } from "../../src/training/momentum.ts";
import { engine, numbers } from "../network/problem.ts";

/** Parameters after each of the updates, from θ = (1, −1, 2, 0) and the gradients g = (1, 2, −4, 0.5)·t at step t. */
const run = (settings: Parameters<typeof momentumUpdate>[5], updates: number): number[][] => {
  const linalg = engine();
  const parameters = zeroParameters(linalg, layoutOf(chain({ sizes: [1, 1, 1], activation: "linear" })));
  const gradient = zeroParameters(linalg, layoutOf(chain({ sizes: [1, 1, 1], activation: "linear" })));
  const velocity = linalg.matrix(1, 4);
  linalg.values(parameters.all).set([1, -1, 2, 0]);
  return Array.from({ length: updates }, (_, t) => {
    linalg.values(gradient.all).set([1, 2, -4, 0.5].map((value) => value * (t + 1)));
    momentumUpdate(linalg, parameters, velocity, gradient, 64, settings);
    return numbers(linalg, parameters.all);
  });
};

describe("stochastic gradient descent with momentum, as torch.optim.SGD", () => {
  // By hand: v_1 = g, v_2 = ½ g + 2 g = 2.5 g, v_3 = 1.25 g + 3 g = 4.25 g; θ falls by 0.125 v.
  it("v ← μ v + g, θ ← θ − rate v; the first step is the gradient's", () => {
    const states = run({ learningRate: 0.125, momentum: 0.5, reduction: "mean" }, 3);
    expect(states).toEqual([
      [0.875, -1.25, 2.5, -0.0625],
      [0.5625, -1.875, 3.75, -0.21875],
      [0.03125, -2.9375, 5.875, -0.484375],
    ]);
  });

  it("without momentum it is plain gradient descent", () => {
    const states = run({ learningRate: 0.25, momentum: 0, reduction: "mean" }, 2);
    expect(states.at(-1)).toEqual([0.25, -2.5, 5, -0.375]);
  });

  it("reduction sum multiplies the mean's gradient by the batch", () => {
    const [sum] = run({ learningRate: 0.125 / 64, momentum: 0.5, reduction: "sum" }, 1);
    expect(sum).toEqual([0.875, -1.25, 2.5, -0.0625]);
  });
});
