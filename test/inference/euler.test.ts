import { describe, expect, it } from "vitest";
import { flowOf } from "../../src/energy/capabilities.ts";
import { relax } from "../../src/inference/relax.ts";
import { relaxByEuler } from "../../src/inference/solver/euler.ts";
import type { Matrix } from "../../src/linalg/linalg.ts";
import { networkOf } from "../../src/network/description/description.ts";
import { layoutOf, zeroParameters } from "../../src/network/parameters.ts";
import { largestDeviation } from "../network/central-differences.ts";
import {
  bind,
  engine,
  flatten,
  likeState,
  type Problem,
  randomProblem,
  row,
  type Setup,
  someSamples,
} from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";
import { euler } from "./settings.ts";

/** x ← x + η·force(x) in the activities themselves, all layers at once or one after another from the top. */
const explicitEuler = (
  { linalg, energy }: Problem,
  lambda: number,
  { stepSize, steps, order }: { stepSize: number; steps: number; order: "simultaneous" | "top-down" },
): number[][] => {
  const state: Matrix[] = likeState(linalg, energy.start);
  state.forEach((x, l) => {
    linalg.copy(energy.start[l]!, x);
  });
  const force = likeState(linalg, state);
  const trajectory = [flatten(linalg, state)];
  for (let step = 0; step < steps; step++) {
    const passes =
      order === "simultaneous" ? [state.map((_, l) => l)] : state.map((_, l) => [state.length - 1 - l]);
    for (const layers of passes) {
      energy.force(state, lambda, force);
      for (const l of layers) linalg.addScaled(stepSize, force[l]!, state[l]!);
    }
    trajectory.push(flatten(linalg, state));
  }
  return trajectory;
};

const networks: readonly (readonly [string, Setup])[] = [
  ["one hidden layer", { sizes: [5, 7, 3], precisions: [1.5] }],
  ["narrow above wide", { sizes: [5, 12, 3, 2], precisions: [0.5, 2] }],
  ["wide above narrow", { sizes: [5, 3, 12, 2], precisions: [2, 0.7], activation: "sigmoid" }],
  ["relu", { sizes: [5, 6, 7, 3], precisions: [1, 1], activation: "relu", loss: "cross-entropy" }],
  ["four layers", { sizes: [4, 6, 5, 4, 3], precisions: [1, 0.5, 2], loss: "cross-entropy" }],
  ["five layers", { sizes: [4, 5, 9, 3, 6, 2], precisions: [0.8, 1.2, 1, 0.6], activation: "linear" }],
];

/** Layer 3 gets from a layer that has the Gram shortcut and from one that has none, since it sends into two. */
const branches = (): Problem => {
  const network = networkOf({
    input: [5],
    activation: "tanh",
    layers: [
      { kind: "dense", units: 6 },
      { connections: [{ kind: "dense", units: 7, from: 0 }] },
      {
        connections: [
          { kind: "dense", units: 4 },
          { kind: "dense", units: 4, from: 1 },
        ],
      },
      {
        connections: [
          { kind: "dense", units: 2 },
          { kind: "dense", units: 2, from: 1 },
        ],
      },
    ],
  });
  const linalg = engine();
  const parameters = zeroParameters(linalg, layoutOf(network));
  const [input, target] = [linalg.matrix(5, 5), linalg.matrix(5, 2)];
  const draw = randomNumbers(3);
  for (const matrix of [parameters.all, input, target])
    linalg.values(matrix).forEach((_, k, values) => {
      values[k] = 0.6 * draw();
    });
  return bind(linalg, network, parameters, input, target, "squared-error", [1.5, 0.5, 0.8]);
};

const problems: readonly (readonly [string, () => Problem])[] = [
  ...networks.map(([name, setup]) => [name, () => randomProblem({ ...setup, batch: 5 })] as const),
  ["branches that meet", branches],
];

describe.each(problems)("Euler's method: %s", (_, problemOf) => {
  const problem = problemOf();
  const { linalg, energy } = problem;

  it.each(["simultaneous", "top-down"] as const)(
    "%s: the trajectory is that of x ← x + η·force(x)",
    (order) => {
      for (const lambda of [1, 0.05, -0.1]) {
        const settings = euler({ order, steps: 20, stepSize: 0.15 });
        const expected = explicitEuler(problem, lambda, settings);
        const found: number[][] = [];
        const { state } = relaxByEuler(linalg, energy, "start", lambda, settings, (step, seen) => {
          expect(step).toBe(found.length);
          found.push(flatten(linalg, seen));
        });
        expect(found.length).toBe(21);
        found.forEach((x, step) => {
          expect(largestDeviation(x, expected[step]!)).toBeLessThan(1e-12);
        });
        expect(flatten(linalg, state)).toEqual(found.at(-1));
      }
    },
  );

  it("a step in one pass has the bits of the velocity's", () => {
    const [once, twice] = [0, 0].map(() => flowOf(linalg, energy, "start", 0.5));
    const velocity = likeState(linalg, twice!.coordinates);
    for (let step = 0; step < 6; step++) {
      once!.advance!(0.15);
      twice!.velocity(velocity);
      twice!.coordinates.forEach((x, l) => {
        linalg.addScaled(0.15, velocity[l]!, x);
      });
      expect(flatten(linalg, once!.coordinates)).toEqual(flatten(linalg, twice!.coordinates));
    }
  });

  it("the orders differ where there is a layer above", () => {
    const [all, down] = (["simultaneous", "top-down"] as const).map((order) =>
      flatten(linalg, relax(linalg, energy, "start", 1, euler({ order, steps: 5 })).state),
    );
    const deviation = largestDeviation(all!, down!);
    if (problem.network.layers.length === 2) expect(deviation).toBe(0);
    else expect(deviation).toBeGreaterThan(1e-4);
  });

  it("the total energy falls at every step", () => {
    const totals: number[][] = [];
    relaxByEuler(linalg, energy, "start", 0.5, euler({ stepSize: 0.02 }), (_, seen) => {
      const { internal, supervised } = energy.values(seen);
      totals.push([...internal].map((value, s) => value + 0.5 * supervised[s]!));
    });
    for (let step = 1; step < totals.length; step++) {
      totals[step]!.forEach((value, s) => {
        expect(value).toBeLessThanOrEqual(totals[step - 1]![s]!);
      });
    }
  });

  it("residuals are ‖∂F/∂x‖ of each sample at the end state", () => {
    const { state, residuals, steps, outcomes } = relax(
      linalg,
      energy,
      energy.start,
      0.5,
      euler({ steps: 7 }),
    );
    const force = likeState(linalg, state);
    energy.force(state, 0.5, force);
    for (let s = 0; s < 5; s++) {
      const norm = Math.hypot(...force.flatMap((f) => row(linalg, f, s)));
      expect(residuals[s]).toBeCloseTo(norm, 14);
    }
    expect([...steps]).toEqual([7, 7, 7, 7, 7]);
    expect(outcomes).toEqual(new Array(5).fill("max-steps"));
  });

  it("a sample's result does not depend on its batch, to the bit", () => {
    const whole = relax(linalg, energy, "start", 0.5, euler());
    for (const s of [0, 3, 4]) {
      const one = someSamples(problem, [s]);
      const alone = relax(linalg, one.energy, "start", 0.5, euler());
      expect(alone.state.map((x) => row(linalg, x, 0))).toEqual(whole.state.map((x) => row(linalg, x, s)));
      expect([alone.outcomes[0], alone.residuals[0]]).toEqual([whole.outcomes[s], whole.residuals[s]]);
    }
  });
});

describe("what is not evaluated", () => {
  // A batch this large skips units of ReLU layers that stay below 0; a single sample does not.
  it.each([1e-4, 0.03, 0.5])("changes no bit of a ReLU network's batch at λ = %s", (lambda) => {
    for (const precision of ["float64", "float32"] as const) {
      const setup = { sizes: [30, 40, 36, 24, 5], activation: "relu", batch: 16, precision } as const;
      const batch = randomProblem({ ...setup, loss: "cross-entropy" });
      const settings = euler({ stepSize: 0.2, steps: 40 });
      const { state } = relaxByEuler(batch.linalg, batch.energy, "start", lambda, settings);
      for (let sample = 0; sample < 16; sample += 1) {
        const one = someSamples(batch, [sample]);
        const alone = relaxByEuler(one.linalg, one.energy, "start", lambda, settings).state;
        alone.forEach((x, l) => {
          expect(row(one.linalg, x, 0), `sample ${sample}`).toEqual(row(batch.linalg, state[l]!, sample));
        });
      }
    }
  });

  it.each(["relu", "tanh"] as const)("changes no bit of top-down steps, %s", (activation) => {
    const { linalg, energy } = randomProblem({ sizes: [6, 9, 8, 7, 5, 3], activation, batch: 4 });
    const [eta, lambda, steps] = [0.3, 0.2, 6];
    // Each layer's velocity from an evaluation of all of them.
    const flow = energy.flow!("start", lambda);
    const velocity = likeState(linalg, flow.coordinates);
    for (let step = 0; step < steps; step++) {
      for (let l = velocity.length - 1; l >= 0; l--) {
        flow.velocity(velocity);
        linalg.addScaled(eta, velocity[l]!, flow.coordinates[l]!);
      }
    }
    const settings = { ...euler({ stepSize: eta, steps }), order: "top-down" } as const;
    const { state } = relaxByEuler(linalg, energy, "start", lambda, settings);
    expect(flatten(linalg, state)).toEqual(flatten(linalg, flow.state()));
  });
});

describe("Euler's method", () => {
  it("is of first order in η: half the step, half the error", () => {
    const problem = randomProblem({ sizes: [4, 6, 5, 3], batch: 2 });
    const { linalg, energy } = problem;
    const end = (steps: number): number[] =>
      flatten(linalg, relax(linalg, energy, "start", 1, euler({ steps, stepSize: 1 / steps })).state);
    const states = [40, 80, 160, 320].map(end);
    const changes = [1, 2, 3].map((i) =>
      Math.hypot(...states[i]!.map((value, k) => value - states[i - 1]![k]!)),
    );
    expect(Math.log2(changes[0]! / changes[1]!)).toBeCloseTo(1, 1);
    expect(Math.log2(changes[1]! / changes[2]!)).toBeCloseTo(1, 1);
  });

  it("ends converged when the force is within the tolerance times |λ|", () => {
    const { linalg, energy } = randomProblem({ sizes: [4, 6, 5, 3], batch: 2, activation: "tanh" });
    for (const lambda of [1e-3, 0.3]) {
      const settings = euler({ steps: 2000, tolerance: 1e-9 });
      const { outcomes, residuals } = relax(linalg, energy, "start", lambda, settings);
      expect(outcomes).toEqual(["converged", "converged"]);
      expect(Math.max(...residuals)).toBeLessThanOrEqual(1e-9 * lambda);
    }
    // One step in, the force is below a tolerance of 0.1, but not below 0.1 |λ|.
    const { residuals, outcomes } = relax(
      linalg,
      energy,
      energy.start,
      0.05,
      euler({ steps: 1, tolerance: 0.1 }),
    );
    for (const residual of residuals) {
      expect(residual).toBeGreaterThan(0.1 * 0.05);
      expect(residual).toBeLessThan(0.1);
    }
    expect(outcomes).toEqual(["max-steps", "max-steps"]);
  });

  it("leaves the free phase by a distance proportional to λ for small λ", () => {
    const { linalg, energy } = randomProblem({ sizes: [4, 6, 3], activation: "tanh" });
    const free = flatten(linalg, energy.start);
    const change = (lambda: number): number => {
      const { state } = relax(linalg, energy, "start", lambda, euler());
      return Math.hypot(...flatten(linalg, state).map((value, k) => value - free[k]!));
    };
    expect(Math.log10(change(1e-4) / change(1e-5))).toBeCloseTo(1, 3);
  });
});
