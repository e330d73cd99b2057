// Every estimator that TensorFlow.js has, on networks that are no chains: what the built-in engine computes in float32, or the same refusal.
import { expect, it } from "vitest";
import { estimators } from "../../src/gradient/registry.ts";
import { tensorFlowEnergies } from "../../src/tensorflow/registry.ts";
import { relativeError } from "../golden.ts";
import { answerOf, benchFor } from "../gradient/walk.ts";
import { euler } from "../inference/settings.ts";
import { architectures } from "../network/architectures.ts";
import { engine } from "../network/problem.ts";
import { anyBackend } from "./backends.ts";

const linalg = engine("float32");
const expressed = estimators.filter(({ supports }) => supports.engines.includes("tfjs"));

it.each(expressed.map((estimator) => [estimator.name, estimator] as const))("%s", (_, estimator) => {
  for (const [name, description] of Object.entries(architectures)) {
    linalg.scope(() => {
      const bench = benchFor(linalg, description, estimator, euler({ steps: 3 }));
      const other = { ...bench, problem: { ...bench.problem, engine: tensorFlowEnergies(anyBackend) } };
      const [expected, found] = [bench, other].map((each) => answerOf(estimator, each, 0.3));
      if (typeof expected === "string" || typeof found === "string") expect(found, name).toBe(expected);
      else expect(relativeError(found!, expected!), name).toBeLessThan(1e-4);
    });
  }
});
