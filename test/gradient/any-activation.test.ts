// Every estimator with every activation and every solver: it computes with that activation, or refuses by its name.
import { describe, expect, it } from "vitest";
import { energies } from "../../src/energy/registry.ts";
import { estimators } from "../../src/gradient/registry.ts";
import { activationKinds, activations } from "../../src/network/activation.ts";
import { relativeError } from "../golden.ts";
import { equilibrium, euler } from "../inference/settings.ts";
import { engine } from "../network/problem.ts";
import { answerOf, benchFor } from "./walk.ts";

const linalg = engine();
const solvers = {
  euler: euler({ steps: 20 }),
  equilibrium: equilibrium({ tolerance: 1e-8, maxIterations: 60 }),
};

/** The abilities by which these records tell what they need. */
const abilities = { holomorphic: "a holomorphic activation", inverse: "an invertible activation" } as const;

describe.each(estimators.map((estimator) => [estimator.name, estimator] as const))("%s", (_, estimator) => {
  const needs =
    estimator.supports.activations === "holomorphic"
      ? "holomorphic"
      : estimator.energy === "layered-feedback"
        ? "inverse"
        : null;

  it.each(estimator.supports.solvers)(
    "by %s: what it computes is of the activation that was asked for",
    (solver) => {
      const found = activationKinds.map((activation) =>
        linalg.scope(() => {
          const bench = benchFor(linalg, { sizes: [4, 3, 3, 2], activation }, estimator, solvers[solver]);
          return answerOf(estimator, bench, 0.1);
        }),
      );
      activationKinds.forEach((kind, i) => {
        const answer = found[i]!;
        if (needs !== null && !activations[kind][needs]) {
          const able = activationKinds.filter((other) => activations[other][needs]);
          const list = `${able.slice(0, -1).join(", ")} or ${able.at(-1)}`;
          expect(answer).toBe(`${estimator.name}: expected ${abilities[needs]}, found ${kind}; use ${list}`);
          return;
        }
        if (typeof answer === "string") throw new Error(answer);
        expect(answer.every(Number.isFinite), kind).toBe(true);
        // No two activations are the same function, so no two gradients are.
        const like = activationKinds.filter(
          (_, k) => k !== i && typeof found[k] === "object" && relativeError(answer, found[k]) < 1e-6,
        );
        // Of positive units alone, relu and leaky-relu are linear; these draws have negative ones.
        expect(like, `${kind} computes what others do`).toEqual([]);
      });
    },
  );
});

it("no energy takes an activation and computes with another: the refusals are the records'", () => {
  expect(Object.keys(energies)).toContain("layered-feedback");
  expect(activationKinds.filter((kind) => !activations[kind].inverse).length).toBeGreaterThan(0);
  expect(activationKinds.filter((kind) => !activations[kind].holomorphic).length).toBeGreaterThan(0);
});
