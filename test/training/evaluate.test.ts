import { describe, expect, it } from "vitest";
import type { LossKind } from "../../src/linalg/linalg.ts";
import { evaluate } from "../../src/training/evaluate.ts";
import { engine } from "../network/problem.ts";

const performance = (loss: LossKind, output: readonly number[][], labels: readonly number[]) => {
  const linalg = engine();
  return linalg.scope(() => {
    const [o, t] = [linalg.matrix(output.length, 3), linalg.matrix(output.length, 3)];
    linalg.values(o).set(output.flat());
    labels.forEach((label, row) => {
      linalg.values(t)[row * 3 + label] = 1;
    });
    return evaluate(linalg, loss, o, t);
  });
};

describe("performance", () => {
  it("mean loss and the fraction whose largest output is the label's", () => {
    const outputs = [
      [2, 1, 0],
      [0, 0.5, 1],
      [0, 3, 1],
      [-1, -2, -3],
    ];
    expect(performance("squared-error", outputs, [0, 1, 1, 2])).toEqual({
      // ½ (1 + 1), ½ (0.25 + 1), ½ (4 + 1), ½ (1 + 4 + 16).
      loss: (1 + 0.625 + 2.5 + 10.5) / 4,
      accuracy: 0.5,
    });
  });

  it("of equal outputs the first counts", () => {
    expect(performance("squared-error", [[1, 1, 0]], [0]).accuracy).toBe(1);
    expect(performance("squared-error", [[1, 1, 0]], [1]).accuracy).toBe(0);
    expect(performance("squared-error", [[0, 0, 0]], [0]).accuracy).toBe(1);
    expect(performance("squared-error", [[0, 0, 0]], [2]).accuracy).toBe(0);
  });

  it("cross-entropy of equal outputs is log 3", () => {
    expect(performance("cross-entropy", [[5, 5, 5]], [1]).loss).toBeCloseTo(1.0986122886681098, 14);
  });
});
