import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bindPredictiveCoding } from "../../src/energy/predictive-coding/record.ts";
import { relax } from "../../src/inference/relax.ts";
import { feedForward } from "../../src/network/feed-forward.ts";
import { chain } from "../../src/network/network.ts";
import { layoutOf, type Parameters, zeroParameters } from "../../src/network/parameters.ts";
import { readSafetensors } from "../../src/weights/safetensors.ts";
import { plainImage } from "../experiments/plain-image.ts";
import { engine } from "../network/problem.ts";
import { documentedParameters } from "../random/documented.ts";
import { equilibrium, euler } from "./settings.ts";

const linalg = engine();
const network = chain({ sizes: [1, 128, 64, 10], activation: "relu" });

const bound = (parameters: Parameters) => {
  const [input, target] = [linalg.matrix(1, 1), linalg.matrix(1, 10)];
  linalg.values(input)[0] = 1;
  linalg.values(target)[5] = 1;
  const pass = feedForward(linalg, network, parameters, input);
  return bindPredictiveCoding(linalg, { precisions: [1, 1], loss: "squared-error", pass, target });
};

/** The network of a seed of today's 3A, likewise. */
const energyOfSeed = (seed: number) => {
  const { weights, biases } = documentedParameters([784, 128, 64, 10], seed);
  const { input } = plainImage(0);
  const folded = biases[0]!.map((_, j) =>
    input.reduce((sum, pixel, i) => sum + pixel * weights[0]![i]![j]!, 0),
  );
  const parameters = zeroParameters(linalg, layoutOf(network));
  [[folded], weights[1]!, weights[2]!].forEach((w, l) => {
    linalg.values(parameters.weights[l]!).set(w.flat());
    linalg.values(parameters.biases[l]!).set(biases[l]!);
  });
  return bound(parameters);
};

/** The network of a seed of 3A with image 0, a 5, folded in: `fixtures/README.md`. */
const energyOf = (seed: string) => {
  const name = `fixtures/fig3a-seed-${seed}.safetensors`;
  const tensors = readSafetensors(readFileSync(new URL(name, import.meta.url)), name);
  const parameters = zeroParameters(linalg, layoutOf(network));
  for (const { name: tensor, shape, values } of tensors) {
    const layer = parameters.layers[Number.parseInt(tensor, 10) / 2]!;
    if (tensor.endsWith("bias")) linalg.values(layer.bias!).set(values);
    else {
      const [rows, columns] = shape as [number, number];
      const weights = linalg.values(layer.weights[0]!);
      values.forEach((value, k) => {
        weights[(k % columns) * rows + Math.floor(k / columns)] = value;
      });
    }
  }
  return bound(parameters);
};

// Cells in which acceleration alone ends in another minimum, some that rest on kinks, and seed 13, whose slopes of 1e-16 are no kink.
describe("3A: the equilibrium is where 20,000 Euler steps of 0.02 end, or both rest on a kink", () => {
  it.each([
    ["10", 0.3],
    ["02", 0.5],
    ["04", 0.8],
    ["18", 1],
    ["13", 0.5],
    ["05", 0.8],
  ])("seed %s, λ = %d", (seed, lambda) => {
    linalg.scope(() => {
      const energy = energyOf(seed);
      const rest = relax(linalg, energy, "start", lambda, equilibrium());
      const walk = relax(linalg, energy, "start", lambda, euler({ stepSize: 0.02, steps: 20_000 }));
      expect(walk.outcomes).toEqual(rest.outcomes);
      expect(["converged", "kink"]).toContain(rest.outcomes[0]);
      const apart = rest.state.flatMap((x, l) => {
        const walked = linalg.values(walk.state[l]!);
        return Array.from(linalg.values(x), (value, k) => value - walked[k]!);
      });
      expect(Math.hypot(...apart)).toBeLessThan(rest.outcomes[0] === "kink" ? 2e-3 : 1e-8);
    });
  });
});

it("steps that chatter about three kinks, with a ridge 1e-4 beside them, are at rest there (seed 15 of today, λ = 0.7)", () => {
  linalg.scope(() => {
    const energy = energyOfSeed(15);
    const rest = relax(linalg, energy, "start", 0.7, equilibrium());
    const walk = relax(linalg, energy, "start", 0.7, euler({ stepSize: 0.02, steps: 2000 }));
    expect([rest.outcomes, walk.outcomes]).toEqual([["kink"], ["kink"]]);
    expect(rest.onKinks).toHaveLength(3);
    const apart = rest.state.flatMap((x, l) => {
      const walked = linalg.values(walk.state[l]!);
      return Array.from(linalg.values(x), (value, k) => value - walked[k]!);
    });
    expect(Math.hypot(...apart)).toBeLessThan(2e-3);
  });
});
