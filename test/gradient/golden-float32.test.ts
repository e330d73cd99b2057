import { describe, expect, it } from "vitest";
import { oneSided, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { flat, goldenNames, load, readGolden, relativeError } from "../golden.ts";
import { equilibrium, euler } from "../inference/settings.ts";

describe.each(goldenNames)("golden %s in float32", (name) => {
  const golden = readGolden(name);
  const batch = golden.input.length;
  /** `x − f(a)` cancels at small λ. */
  const tolerance = (lambda: number): number => (lambda < 0.01 ? 1e-3 : 1e-5);

  it("backprop", () => {
    const { linalg, truth } = load(golden, "float32");
    expect(relativeError(linalg.values(truth.all), flat(golden.backprop.gradientSum))).toBeLessThan(1e-6);
  });

  it("Euler's estimate", () => {
    const { linalg, energy } = load(golden, "float32");
    const { lambda, stepSize, steps, estimateSum } = golden.euler;
    const phases = oneSided(lambda);
    const { gradient } = twoPhaseEstimate(linalg, energy, phases, euler({ stepSize, steps }));
    const expected = flat(estimateSum).map((value) => value / batch);
    expect(relativeError(linalg.values(gradient.all), expected)).toBeLessThan(tolerance(lambda));
  });

  const { equilibrium: rest } = golden;
  if (rest !== undefined) {
    it("the equilibrium's estimate", () => {
      const { linalg, energy } = load(golden, "float32");
      const { gradient, relaxations } = twoPhaseEstimate(
        linalg,
        energy,
        oneSided(rest.lambda),
        equilibrium(),
      );
      expect(relaxations[0]!.relaxation.outcomes).toEqual(new Array(batch).fill("converged"));
      const expected = flat(rest.estimateSum).map((value) => value / batch);
      expect(relativeError(linalg.values(gradient.all), expected)).toBeLessThan(tolerance(rest.lambda));
    });
  }
});
