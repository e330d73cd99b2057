// Local energies: a module's e(x, a) on our own expression of the network, in float64.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { examineLocal } from "../../src/energy/local/examine.ts";
import { localOfModule } from "../../src/energy/local/module.ts";
import { localRecord, restsAtFeedForward } from "../../src/energy/local/record.ts";
import type { Problem } from "../../src/energy/problem.ts";
import { bindEnergy } from "../../src/energy/registry.ts";
import { implicitGradient } from "../../src/gradient/implicit.ts";
import { trueGradient } from "../../src/gradient/truth.ts";
import { oneSided, symmetric, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import { relax } from "../../src/inference/relax.ts";
import type { Linalg } from "../../src/linalg/linalg.ts";
import { openEnergyModule } from "../../src/modules/energy-module.ts";
import { chain, type Network } from "../../src/network/network.ts";
import { zeroParameters } from "../../src/network/parameters.ts";
import {
  flat,
  type GoldenParameters,
  load,
  type Rows,
  readGolden,
  relativeError,
  toMatrix,
  toParameters,
} from "../golden.ts";
import { equilibrium, euler } from "../inference/settings.ts";
import { flat as flatGraph, type GoldenCodingGraph, loadGraph } from "../network/graph.ts";
import { engine, flatten, likeState, randomProblem } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const [precision, hopfield] = await Promise.all([
  openEnergyModule(fileAt("../../examples/precision-local.mjs"), []),
  openEnergyModule(fileAt("modules/hopfield-local.mjs"), []),
]);

const folder = mkdtempSync(join(tmpdir(), "ebm-local-"));
afterAll(() => rmSync(folder, { recursive: true }));

const recordOf = (module: typeof precision, network: Network, options = {}) =>
  localRecord(localOfModule(module!, network, options), "e(x, a)");

const plain = { first: 1, last: 1 };

const coding = (linalg: Linalg, problem: Problem, options: Record<string, unknown> = plain) =>
  bindEnergy(linalg, recordOf(precision, problem.network, options), problem);

/** Force, parameter gradient and energies at a random state. */
const evaluate = (linalg: Linalg, energy: ReturnType<typeof coding>, lambda: number): number[] => {
  const draw = randomNumbers(3);
  const state = likeState(linalg, energy.start);
  for (const x of state)
    linalg.values(x).forEach((_, k, values) => {
      values[k] = draw();
    });
  const force = likeState(linalg, state);
  energy.force(state, lambda, force);
  const gradient = zeroParameters(linalg, energy.layout);
  energy.parameterGradient(state, lambda, gradient);
  const { internal, supervised } = energy.values(state);
  return [...flatten(linalg, force), ...linalg.values(gradient.all), ...internal, ...supervised];
};

describe("predictive coding, written as a local energy", () => {
  it.each(["pc-tanh-squared-error", "pc-sigmoid-cross-entropy", "pc-relu-squared-error"] as const)(
    "%s: force, Euler, equilibrium and estimate of the golden file",
    (name) => {
      const golden = readGolden(name);
      const { linalg, ...problem } = load(golden);
      const energy = coding(linalg, problem);
      expect(energy.startsAtZeroGradient).toBe(true);
      const force = likeState(linalg, energy.start);
      energy.force(energy.start, golden.euler.lambda, force);
      expect(relativeError(flatten(linalg, force), golden.firstForce.flat(2))).toBeLessThan(1e-12);
      const { lambda, stepSize, steps, hidden } = golden.euler;
      const { state } = relax(linalg, energy, "start", lambda, euler({ stepSize, steps }));
      expect(relativeError(flatten(linalg, state), hidden.flat(2))).toBeLessThan(1e-13);
      const rest = golden.equilibrium;
      if (rest === undefined) return;
      const { gradient, relaxations } = twoPhaseEstimate(
        linalg,
        energy,
        oneSided(rest.lambda),
        equilibrium(),
      );
      expect(relaxations).toHaveLength(1);
      const sum = Array.from(linalg.values(gradient.all), (value) => value * golden.input.length);
      expect(relativeError(sum, flat(rest.estimateSum))).toBeLessThan(rest.lambda < 0.01 ? 1e-10 : 1e-12);
    },
  );

  it("graph-pc-convolution-cross-entropy: on convolutions and pooling", () => {
    const { golden, graph } = loadGraph<GoldenCodingGraph>("graph-pc-convolution-cross-entropy");
    const { linalg } = graph;
    const energy = coding(linalg, graph);
    const expected = golden["equilibrium_lambda_0.1"];
    for (const [phases, wanted] of [
      [oneSided, expected.one_sided_sum],
      [symmetric, expected.symmetric_sum],
    ] as const) {
      const { gradient } = twoPhaseEstimate(
        linalg,
        energy,
        phases(0.1),
        equilibrium({ tolerance: 1e-15, maxIterations: 2000 }),
      );
      const sum = Array.from(linalg.values(gradient.all), (value) => value * golden.input.length);
      expect(relativeError(sum, flatGraph(wanted))).toBeLessThan(1e-10);
    }
  });

  it.each(["tanh", "relu"] as const)(
    "has the bits of the built-in energy: %s, in both precisions",
    (activation) => {
      for (const kind of ["float64", "float32"] as const) {
        const { linalg, energy, ...problem } = randomProblem({
          sizes: [6, 8, 5, 3],
          activation,
          batch: 4,
          precision: kind,
        });
        const own = coding(linalg, problem);
        expect(evaluate(linalg, own, 0.3)).toEqual(evaluate(linalg, energy, 0.3));
        for (const lambda of kind === "float64" ? [1e-6] : [0.1]) {
          const estimates = [own, energy].map((each) =>
            twoPhaseEstimate(linalg, each, oneSided(lambda), equilibrium()),
          );
          const [found, expected] = estimates.map(({ gradient }) => linalg.values(gradient.all));
          // The built-in one has proofs of where it comes to rest, which may end the search an iteration earlier.
          expect(relativeError(found!, expected!)).toBeLessThan(kind === "float64" ? 1e-12 : 1e-5);
        }
      }
    },
  );

  it("has its numbers with precisions: 2 and 2, and those of λ / 4 where all are 4", () => {
    const problem = randomProblem({ sizes: [6, 8, 5, 3], batch: 3, precisions: [2, 2] });
    const { linalg } = problem;
    const estimate = (energy: ReturnType<typeof coding>, lambda: number): number[] => [
      ...linalg.values(twoPhaseEstimate(linalg, energy, oneSided(lambda), equilibrium()).gradient.all),
    ];
    const doubled = coding(linalg, problem, { first: 2, last: 2 });
    expect(relativeError(estimate(doubled, 0.2), estimate(problem.energy, 0.2))).toBeLessThan(1e-12);
    // π ε = −λ ∂L/∂x at the shifted activities: only λ / π matters.
    const [four, one] = [coding(linalg, problem, { first: 4, last: 4 }), coding(linalg, problem)];
    expect(relativeError(estimate(four, 0.4), estimate(one, 0.1))).toBeLessThan(1e-12);
  });

  it("its truth is backprop, and it converges to it in order 1 and 2 whatever the precisions", () => {
    const { linalg, truth, ...problem } = randomProblem({ sizes: [6, 5, 4, 3], batch: 3 });
    const record = recordOf(precision, problem.network, { first: 1, last: 4 });
    expect(record.truth).toBe("backprop");
    const bench = { linalg, problem, inference: equilibrium(), energy: record };
    const gradient = [...linalg.values(trueGradient(bench, { truth: "implicit", energy: "hopfield" }).all)];
    const backprop = Array.from(linalg.values(truth.parameters.all), (value) => value / 3);
    expect(relativeError(gradient, backprop)).toBeLessThan(1e-15);
    const energy = bindEnergy(linalg, record, problem);
    expect(
      relativeError(linalg.values(implicitGradient(linalg, energy, energy.start).all), backprop),
    ).toBeLessThan(1e-9);
    const errorAt = (phases: typeof oneSided, lambda: number): number =>
      relativeError(
        linalg.values(twoPhaseEstimate(linalg, energy, phases(lambda), equilibrium()).gradient.all),
        backprop,
      );
    expect(Math.log10(errorAt(oneSided, 1e-3) / errorAt(oneSided, 1e-4))).toBeCloseTo(1, 2);
    expect(Math.log10(errorAt(symmetric, 1e-2) / errorAt(symmetric, 1e-3))).toBeCloseTo(2, 2);
  });
});

interface Basin extends GoldenParameters {
  readonly kind: string;
  readonly sizes: number[];
  readonly lambda: number;
  readonly input: number[];
  readonly target: number[];
  readonly minima: readonly { readonly kinks_layer_unit_slope: readonly unknown[] }[];
  readonly reached_by_the_dynamics: number;
  readonly estimate_weights: Rows[];
  readonly estimate_biases: number[][];
}

it("rests on kinks as predictive coding does: estimates of relu-basins.json", () => {
  const { cases } = readGolden<{ cases: Basin[] }>("relu-basins");
  const onKinks = cases.filter(
    ({ minima, reached_by_the_dynamics: reached }) =>
      minima.length === 1 && minima[reached]!.kinks_layer_unit_slope.length > 0,
  );
  expect(onKinks.length).toBeGreaterThan(2);
  for (const golden of onKinks) {
    const linalg = engine();
    const network = chain({ sizes: golden.sizes, activation: "relu" });
    const problem = {
      network,
      parameters: toParameters(linalg, golden.sizes, golden),
      input: toMatrix(linalg, [golden.input]),
      target: toMatrix(linalg, [golden.target]),
      loss: "squared-error" as const,
    };
    const { gradient, relaxations } = twoPhaseEstimate(
      linalg,
      coding(linalg, problem),
      oneSided(golden.lambda),
      equilibrium(),
    );
    expect(relaxations[0]!.relaxation.outcomes).toEqual(["kink"]);
    const expected = flat({ weights: golden.estimate_weights, biases: golden.estimate_biases });
    expect(relativeError(linalg.values(gradient.all), expected)).toBeLessThan(1e-8);
  }
});

it("an energy whose output is a state, and whose free phase is inferred: golden hopfield-tanh", () => {
  const golden = readGolden<
    GoldenParameters &
      Record<"input" | "target", Rows> & {
        sizes: number[];
        nudged: { lambda: number };
        oneSidedSum: GoldenParameters;
        symmetricSum: GoldenParameters;
        implicitGradientSum: GoldenParameters;
      }
  >("hopfield-tanh");
  const linalg = engine();
  const network = chain({ sizes: golden.sizes, activation: "linear" });
  const through = {
    ...network,
    layers: network.layers.map((layer) => ({
      ...layer,
      incoming: layer.incoming.map((each) => ({
        ...each,
        before: each.from === 0 ? ("linear" as const) : ("tanh" as const),
      })),
    })),
  };
  const problem = {
    network: through,
    parameters: toParameters(linalg, golden.sizes, golden),
    input: toMatrix(linalg, golden.input),
    target: toMatrix(linalg, golden.target),
    loss: "squared-error" as const,
  };
  const record = recordOf(hopfield, through);
  expect(record.truth).toBe("implicit");
  const energy = bindEnergy(linalg, record, problem);
  const settings = equilibrium({ tolerance: 1e-15, maxIterations: 500 });
  const batch = golden.input.length;
  const { lambda } = golden.nudged;
  for (const [phases, expected] of [
    [oneSided(lambda), golden.oneSidedSum],
    [symmetric(lambda), golden.symmetricSum],
  ] as const) {
    const { gradient } = twoPhaseEstimate(linalg, energy, phases, settings);
    const sum = Array.from(linalg.values(gradient.all), (value) => value * batch);
    expect(relativeError(sum, flat(expected))).toBeLessThan(1e-10);
  }
  const truth = trueGradient(
    { linalg, problem, inference: settings, energy: record },
    { truth: "backprop", energy: "predictive-coding" },
  );
  const sum = Array.from(linalg.values(truth.all), (value) => value * batch);
  expect(relativeError(sum, flat(golden.implicitGradientSum))).toBeLessThan(1e-8);
});

describe("where the free phase is", () => {
  const coding = {
    byState: ({ error }: { readonly error: number }) => error,
    byDrive: ({ error, slope }: { readonly error: number; readonly slope: number }) => -error * slope,
    settle: (pressure: number) => pressure,
  };
  it.each([
    ["a squared error", coding, true],
    ["a pull of its own on the state", { ...coding, byState: ({ error }) => error + 0.1 }, false],
    ["a pull of its own on the drive", { ...coding, byDrive: ({ slope }) => 0.1 * slope }, false],
    ["another error at rest", { ...coding, settle: (pressure) => pressure + 0.1 }, false],
    ["no way to settle", { byState: coding.byState, byDrive: coding.byDrive }, false],
  ] as readonly (readonly [string, Parameters<typeof restsAtFeedForward>[0], boolean])[])(
    "with %s",
    (_, local, rests) => {
      expect(restsAtFeedForward(local, [2, 3])).toBe(rests);
    },
  );
});

describe("a module that can't be one", () => {
  const network = chain({ sizes: [4, 3, 2], activation: "tanh" });
  const examined = async (name: string, text: string) => {
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, text);
    const module = await openEnergyModule(file, []);
    examineLocal(engine(), module, localOfModule(module, network, {}), network);
  };
  const sound = readFileSync(fileAt("../../examples/precision-local.mjs"), "utf8");

  it("the example passes", async () => {
    await expect(examined("sound", sound)).resolves.toBeUndefined();
  });

  it.each([
    [
      "a wrong force",
      sound.replace("=> pi(unit) * unit.error,", "=> 2 * pi(unit) * unit.error,"),
      /:8: expected byState to be the derivative of energy by x, -0\.8 by differences at x = .* \(layer 1, unit 0\), found -1\.6; mend one of them$/,
    ],
    [
      "a wrong sign",
      sound.replace("-pi(unit) * unit.error * unit.slope", "pi(unit) * unit.error * unit.slope"),
      /expected byDrive to be the derivative of energy by a/,
    ],
    [
      "a slope that was forgotten",
      sound.replace(" * unit.slope", ""),
      /expected byDrive to be the derivative of energy by a/,
    ],
    [
      "a wrong settle",
      sound.replace("p / pi(unit)", "p * pi(unit)"),
      /expected settle\(p, unit\) to be the error at which byState is p, .* or leave settle out$/,
    ],
    ["no number", sound.replace("0.5 * pi", "Math.log(-1) * pi"), /expected a finite energy, found NaN at/],
    [
      "an exception",
      sound.replace("unit.error * unit.error", "unit.eror.square()"),
      /:14:\d+: local failed: Cannot read properties of undefined/,
    ],
    [
      "a missing part",
      sound.replace("byDrive:", "byDrives:"),
      /:8: expected energy, byState, byDrive, settle, output of what local returns, found byDrives; rename it/,
    ],
    [
      "a second export",
      `${sound}\nexport const states = 1;`,
      /expected local as the only export, found states beside it/,
    ],
    [
      "an energy of TensorFlow.js",
      "export const energy = () => 0;",
      /:1: expected an export local for the built-in engine, found energy, which TensorFlow\.js differentiates; write engine\.name: tfjs and precision: float32/,
    ],
    [
      "no energy",
      "export const nothing = 1;",
      /expected an export local, found none; begin with `export const local/,
    ],
  ])("%s", async (name, text, message) => {
    await expect(examined(name.replaceAll(" ", "-"), text)).rejects.toThrow(message);
  });
});
