// Every estimator on networks that are no chains: it comes to its truth at the order that its record says, or refuses with the reason.
import { describe, expect, it } from "vitest";
import type { Estimator } from "../../src/gradient/estimator.ts";
import { estimators } from "../../src/gradient/registry.ts";
import { trueGradient } from "../../src/gradient/truth.ts";
import { networkOf } from "../../src/network/description/description.ts";
import { notInARow } from "../../src/network/in-a-row.ts";
import { relativeError } from "../golden.ts";
import { equilibrium } from "../inference/settings.ts";
import { architectures } from "../network/architectures.ts";
import { engine } from "../network/problem.ts";
import { answerOf, benchFor } from "./walk.ts";

const inference = equilibrium({ tolerance: 1e-14, maxIterations: 300 });

/** Of each estimator and architecture: why there is none. What is not here is computed. */
const reasons = (estimator: Estimator, name: keyof typeof architectures): RegExp | null => {
  const found = notInARow(networkOf(architectures[name]));
  if (estimator.name === "first-step" && found !== null)
    return /^first-step: expected layers in a row, since with skips the first signal to arrive is that of the shortest way alone, found layer \d/;
  if (estimator.energy === "layered-feedback" && found !== null)
    return /^chl: expected layers in a row, since its feedback fades by γ from layer to layer, found layer \d/;
  // ρ is the activation before every map already.
  if (estimator.energy === "hopfield" && name === "residual")
    return /^\S+: expected connections that take ρ\(s\) itself, found tanh before a connection into layer \d/;
  return null;
};

describe.each(Object.keys(architectures) as (keyof typeof architectures)[])("%s", (name) => {
  const cases = estimators.map((estimator) => [estimator.name, estimator] as const);

  it.each(cases)("%s", (_, estimator) => {
    const linalg = engine();
    const reason = reasons(estimator, name);
    // Small enough for the order, large enough to be far from rounding.
    const order = estimator.order ?? 0;
    const near = order > 3 ? 0.1 : order === 3 ? 0.01 : 1e-3;
    linalg.scope(() => {
      const bench = benchFor(linalg, architectures[name], estimator, inference);
      const answerAt = (dial: number) => linalg.scope(() => answerOf(estimator, bench, dial));
      const answer = answerAt(near);
      if (reason !== null || typeof answer === "string") {
        expect(answer).toMatch(reason ?? /^computes$/);
        return;
      }
      const truth = Array.from(linalg.values(trueGradient(bench, estimator).all));
      const error = relativeError(answer, truth);
      if (estimator.order === null) expect(error).toBeLessThan(1e-9);
      else if (estimator.order === 0) expect(error).toBeGreaterThan(0.05);
      else if (error > 1e-11) {
        const farther = relativeError(answerAt(2 * near) as readonly number[], truth);
        expect(Math.log2(farther / error)).toBeGreaterThan(order - 0.4);
        expect(error).toBeLessThan(0.05);
      }
    });
  });

  it.each(cases)("%s in float32 is what it is in float64, to its rounding", (_, estimator) => {
    if (reasons(estimator, name) !== null) return;
    const settings = equilibrium({ tolerance: 1e-6, maxIterations: 100 });
    // Three layers of feedback γ = 0.01 are below the rounding of float32.
    const dial = estimator.dial === "gamma" ? 0.1 : 0.01;
    const [wide, narrow] = (["float64", "float32"] as const).map((precision) => {
      const linalg = engine(precision);
      return linalg.scope(() =>
        answerOf(estimator, benchFor(linalg, architectures[name], estimator, settings), dial),
      );
    });
    if (typeof wide === "string" || typeof narrow === "string") throw new Error(`${wide} ${narrow}`);
    expect(relativeError(narrow!, wide!)).toBeLessThan(2e-3);
  });
});
