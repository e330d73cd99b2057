import { describe, expect, it } from "vitest";
import type { Flow } from "../../src/energy/flow.ts";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import type { State } from "../../src/energy/state.ts";
import type { Relaxation } from "../../src/inference/outcome.ts";
import { relax } from "../../src/inference/relax.ts";
import { stabilisedStepper } from "../../src/inference/step/stabilised-step.ts";
import type { Linalg, Matrix } from "../../src/linalg/linalg.ts";
import { networkOf } from "../../src/network/description/description.ts";
import { initialise } from "../../src/network/initialise.ts";
import { normalDraws } from "../../src/random/normal.ts";
import { createStream } from "../../src/random/stream.ts";
import { engine, flatten, row } from "../network/problem.ts";
import { equilibrium } from "./settings.ts";

const difference = (x: readonly number[], y: readonly number[]): number =>
  Math.hypot(...x.map((value, k) => value - y[k]!));

/** dx/dt = −κ x from x = 1, one unit a rate κ: x = e^{−κt}. */
const decaying = (linalg: Linalg, rates: readonly number[]): Flow => {
  const x = linalg.matrix(1, rates.length);
  linalg.values(x).fill(1);
  return {
    coordinates: [x],
    velocity: ([out]) => {
      const [from, to] = [linalg.values(x), linalg.values(out!)];
      rates.forEach((rate, k) => {
        to[k] = -rate * from[k]!;
      });
    },
    speeds: () => new Float64Array(),
    state: () => [x],
    restrict: null,
  };
};

describe("a stabilised step", () => {
  const rates = [0.001, 0.1, 0.5, 1, 4];
  const errorAt = (time: number, steps: number): number => {
    const linalg = engine();
    const flow = decaying(linalg, rates);
    const stepper = stabilisedStepper(linalg, flow, 4);
    for (let k = 0; k < steps; k++) stepper.step(time / steps, Number.POSITIVE_INFINITY);
    const exact = rates.map((rate) => Math.exp(-rate * time));
    return difference(flatten(linalg, flow.coordinates), exact);
  };

  it("is of second order", () => {
    for (const steps of [40, 80, 160]) {
      expect(Math.log2(errorAt(4, steps) / errorAt(4, 2 * steps))).toBeCloseTo(2, 1);
    }
  });

  it("is stable far beyond 2/λ_max: every mode becomes shorter, the stiff ones too", () => {
    const linalg = engine();
    for (const time of [2, 50, 1000]) {
      const stiff = Array.from({ length: 200 }, (_, k) => (4 * (k + 1)) / 200);
      const flow = decaying(linalg, stiff);
      expect(stabilisedStepper(linalg, flow, 4).step(time, Number.POSITIVE_INFINITY)).toBe(time);
      for (const value of flatten(linalg, flow.coordinates)) expect(Math.abs(value)).toBeLessThan(1);
    }
  });

  it("keeps to the error that is allowed, in steps that grow as the motion slows down", () => {
    const linalg = engine();
    const wide = [1e-3, 1e-2, 0.1, 1, 4];
    const flow = decaying(linalg, wide);
    const stepper = stabilisedStepper(linalg, flow, 4);
    let [time, size] = [0, 0.01];
    while (time < 1000) {
      const length = stepper.step(Math.min(size, 1000 - time), 1e-3);
      time += length;
      size = stepper.next();
      const exact = wide.map((rate) => Math.exp(-rate * time));
      const way = difference(
        exact,
        wide.map(() => 1),
      );
      // Errors of single steps add up, and decay.
      expect(difference(flatten(linalg, flow.coordinates), exact)).toBeLessThan(5e-3 * way);
    }
    // Euler steps of at most 2/λ_max would be 2,000.
    expect(stepper.evaluations()).toBeLessThan(500);
  });

  it("takes shorter steps where λ_max was thought too small", () => {
    const linalg = engine();
    const flow = decaying(linalg, [1, 100]);
    const stepper = stabilisedStepper(linalg, flow, 1);
    let [time, size] = [0, 0.1];
    while (time < 2) {
      time += stepper.step(Math.min(size, 2 - time), 1e-3);
      size = stepper.next();
    }
    expect(difference(flatten(linalg, flow.coordinates), [Math.exp(-2), 0])).toBeLessThan(5e-3);
  });
});

/** A narrow residual network of 12 blocks, samples of N(0, 1). */
const narrow = (
  linalg: Linalg,
  seed: number,
  units: number,
  parameterisation: "standard" | "ntp",
  samples = 1,
) => {
  const network = networkOf({
    residual: { inputs: 4, blocks: 12, units, outputs: 3 },
    activation: "tanh",
    parameterisation,
  });
  const stream = createStream(seed, "parameters");
  const initialisation = parameterisation === "standard" ? "pytorch-default" : "normal";
  const parameters = initialise(linalg, network, initialisation, stream);
  const draw = normalDraws(stream);
  const [input, target] = [linalg.matrix(samples, 4), linalg.matrix(samples, 3)];
  for (let sample = 0; sample < samples; sample++) {
    for (const matrix of [input, target])
      linalg.values(matrix).set(Array.from({ length: matrix.columns }, draw), sample * matrix.columns);
  }
  const problem = { network, parameters, input, target, loss: "squared-error" } as const;
  return bindEnergy(linalg, energies["predictive-coding"], problem);
};

/** Eq. 1 by short Euler steps, from the energy's force alone. */
const byEuler = (
  linalg: Linalg,
  { start, force }: ReturnType<typeof narrow>,
  lambda: number,
  time: number,
): State => {
  const like = (): Matrix[] => start.map((x) => linalg.matrix(x.rows, x.columns));
  const [state, forces] = [like(), like()];
  state.forEach((x, l) => {
    linalg.copy(start[l]!, x);
  });
  for (let elapsed = 0; elapsed < time; elapsed += 0.2) {
    force(state, lambda, forces);
    state.forEach((x, l) => {
      linalg.addScaled(0.2, forces[l]!, x);
    });
  }
  return state;
};

describe("the equilibrium of a deep residual network whose way there is not convex", () => {
  // The direct iteration ends where the dynamics do; it ends elsewhere; it does not end.
  it.each([
    ["ntp", 6, 1, 2, 400],
    ["standard", 4, 7, 0.3, 700],
    ["standard", 4, 10, 0.3, 1400],
  ] as const)(
    "is where Euler's method goes: %s, %d units, seed %d, λ = %d",
    (kind, units, seed, lambda, time) => {
      const linalg = engine();
      linalg.scope(() => {
        const energy = narrow(linalg, seed, units, kind);
        const { outcomes, state, residuals, steps } = relax(linalg, energy, "start", lambda, equilibrium());
        expect(outcomes).toEqual(["converged"]);
        expect(residuals[0]).toBeLessThan(1e-11);
        // It was followed.
        expect(steps[0]).toBeGreaterThan(100);
        const [found, walked, start] = [state, byEuler(linalg, energy, lambda, time), energy.start].map((x) =>
          flatten(linalg, x),
        ) as [number[], number[], number[]];
        expect(difference(found, walked)).toBeLessThan(1e-3 * difference(found, start));
      });
    },
  );

  it("is the same, step by step, beside other samples", () => {
    const linalg = engine();
    linalg.scope(() => {
      const [alone, beside] = [1, 3].map((samples) =>
        relax(linalg, narrow(linalg, 7, 4, "standard", samples), "start", 0.3, equilibrium()),
      ) as [Relaxation, Relaxation];
      expect(beside.steps[0]).toBe(alone.steps[0]);
      expect(alone.steps[0]).toBeGreaterThan(100);
      beside.state.forEach((x, l) => {
        expect(row(linalg, x, 0)).toEqual(row(linalg, alone.state[l]!, 0));
      });
    });
  });
});
