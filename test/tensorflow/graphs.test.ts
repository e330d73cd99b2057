// Networks made of connections: what TensorFlow.js derives from their expressions against the built-in engine, both in float32.
import { expect, it } from "vitest";
import type { Energy } from "../../src/energy/energy.ts";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import type { State } from "../../src/energy/state.ts";
import { oneSided, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { zeroParameters } from "../../src/network/parameters.ts";
import type { TensorFlow } from "../../src/tensorflow/backend.ts";
import { tensorFlowEnergies } from "../../src/tensorflow/registry.ts";
import { relativeError } from "../golden.ts";
import { equilibrium, euler } from "../inference/settings.ts";
import { codingGraphs, type GoldenGraph, loadGraph } from "../network/graph.ts";
import { likeState } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";
import { describeBackends } from "./backends.ts";

const bindBoth = (engine: TensorFlow, name: string, energy: "predictive-coding" | "hopfield") => {
  const { graph } = loadGraph<GoldenGraph>(name, "float32");
  const bind = (given: object): Energy => bindEnergy(graph.linalg, energies[energy], { ...graph, ...given });
  return { linalg: graph.linalg, builtin: bind({}), other: bind({ engine: tensorFlowEnergies(engine) }) };
};

const cases = [
  ...codingGraphs.map((name) => [name, "predictive-coding"] as const),
  ["graph-hopfield-convolution-tanh", "hopfield"] as const,
];

describeBackends("networks made of connections", (engine) => {
  it.each(cases)("%s: energies, forces and parameter gradients", (name, kind) => {
    const { linalg, builtin, other } = bindBoth(engine, name, kind);
    const draw = randomNumbers(7);
    const state: State = builtin.start.map((x) => {
      const moved = linalg.matrix(x.rows, x.columns);
      linalg.values(moved).set(Array.from(linalg.values(x), (value) => value + 0.5 * draw()));
      return moved;
    });
    const look = (energy: Energy): number[][] => {
      const { internal, supervised } = energy.values(state);
      const force = likeState(linalg, state);
      energy.force(state, 0.7, force);
      const gradient = zeroParameters(linalg, energy.layout);
      energy.parameterGradient(state, 0.7, gradient);
      return [
        energy.start.flatMap((x) => [...linalg.values(x)]),
        [...internal],
        [...supervised],
        force.flatMap((x) => [...linalg.values(x)]),
        [...linalg.values(gradient.all)],
      ];
    };
    const expected = look(builtin);
    look(other).forEach((found, i) => {
      // A start of zeros has no scale of its own.
      if (expected[i]!.every((value) => value === 0)) expect(found).toEqual(expected[i]);
      else expect(relativeError(found, expected[i]!)).toBeLessThan(2e-5);
    });
  });

  // The two that follow the dynamics for many steps are compared after a few of these.
  it.each(cases)("%s: the estimate", (name, kind) => {
    const { linalg, builtin, other } = bindBoth(engine, name, kind);
    const [expected, found] = [builtin, other].map((energy) => {
      const settings = /residual-mup-tanh|hopfield/.test(name) ? euler({ steps: 12 }) : equilibrium();
      return [...linalg.values(twoPhaseEstimate(linalg, energy, oneSided(0.05), settings).gradient.all)];
    });
    expect(relativeError(found!, expected!)).toBeLessThan(kind === "hopfield" ? 1e-4 : 2e-5);
  });
});
