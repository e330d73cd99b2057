import { describe, expect, it } from "vitest";
import type { LossKind } from "../../src/linalg/linalg.ts";
import { activationKinds } from "../../src/network/activation.ts";
import { feedForward } from "../../src/network/feed-forward.ts";
import { centralDifferences, largestDeviation } from "./central-differences.ts";
import { plainBackprop, plainFreePhase, plainLoss, plainPreactivations, plainVector } from "./plain.ts";
import { clearProblem, numbers, row, toPlain, toPlainSample } from "./problem.ts";

const activations = activationKinds;
const lossKinds: readonly LossKind[] = ["squared-error", "cross-entropy"];
const cases = activations.flatMap((activation) => lossKinds.map((loss) => [activation, loss] as const));

describe.each(cases)("backprop: %s, %s", (activation, loss) => {
  const problem = clearProblem({ sizes: [4, 6, 5, 3], activation, loss, batch: 3, gain: 1.3 });
  const { linalg, network, parameters, input, target, pass, truth } = problem;

  it("∂L/∂θ equals central differences of the loss, summed over a batch of 3", () => {
    const total = (): number => {
      const output = feedForward(linalg, network, parameters, input).preactivations.at(-1)!;
      const losses = linalg.matrix(3, 1);
      linalg.lossPerRow(loss, output, target, losses);
      return numbers(linalg, losses).reduce((sum, value) => sum + value, 0);
    };
    const expected = centralDifferences(problem, [parameters.all], total);
    expect(largestDeviation(numbers(linalg, truth.parameters.all), expected)).toBeLessThan(1e-9);
  });

  it("∂L/∂x_l equals central differences of the loss as a function of layer l, per sample", () => {
    const plain = toPlain(problem);
    for (let s = 0; s < 3; s++) {
      const { target: label } = toPlainSample(problem, s);
      pass.activities.forEach((x, l) => {
        // The layers above l are a network of their own, with layer l for its input.
        const above = { ...plain, weights: plain.weights.slice(l + 1), biases: plain.biases.slice(l + 1) };
        const lossAt = (unit: number, offset: number): number => {
          const moved = row(linalg, x, s).map((value, i) => (i === unit ? value + offset : value));
          const sample = { input: moved, target: label };
          const output = plainPreactivations(above, sample, plainFreePhase(above, sample)).at(-1)!;
          return plainLoss(loss, output, label);
        };
        const h = 1e-3;
        const expected = row(linalg, x, s).map((_, i) => {
          const [far, near] = [lossAt(i, 2 * h) - lossAt(i, -2 * h), lossAt(i, h) - lossAt(i, -h)];
          return (8 * near - far) / (12 * h);
        });
        expect(largestDeviation(row(linalg, truth.activities[l]!, s), expected)).toBeLessThan(1e-9);
      });
    }
  });

  it("equals the chain rule sample by sample", () => {
    const plain = toPlain(problem);
    const each = [0, 1, 2].map((s) =>
      plainVector(plainBackprop(plain, toPlainSample(problem, s)).parameters),
    );
    const expected = each[0]!.map((_, k) => each.reduce((sum, gradient) => sum + gradient[k]!, 0));
    expect(largestDeviation(numbers(linalg, truth.parameters.all), expected)).toBeLessThan(1e-13);
  });
});
