import { describe, expect, it } from "vitest";
import { relax } from "../../src/inference/relax.ts";
import { tanhNetwork, withSmallNetwork } from "../../src/verify/measure/small-network.ts";
import { bind, flatten, randomProblem, someSamples, toPlain, toPlainSample } from "../network/problem.ts";
import { allMinima, argumentsAt, descentAt, integrate } from "./relu-cells.ts";
import { equilibrium } from "./settings.ts";

const apart = (x: readonly number[], y: readonly number[]): number =>
  Math.hypot(...x.map((value, i) => value - y[i]!));

/** What is left when the units have taken their sides is a slow way down one quadratic, along which ten times the step is as fine. */
const settled = 10;

/** Steps of 0.005 chatter about a kink by a few times what they lead to. */
const chatter = 0.02;

describe("60 random ReLU networks of 12 hidden units: the state is where fine Euler ends, and a minimum by enumeration", () => {
  it.each([0.1, 0.5, 1])("λ = %d", (lambda) => {
    const seen = { converged: 0, kink: 0, several: 0 };
    for (let seed = 1; seed <= 60; seed++) {
      const problem = randomProblem({
        sizes: [4, 4, 4, 4, 2],
        activation: "relu",
        seed: 1000 + seed,
        gain: 1.6,
      });
      const { linalg, energy } = problem;
      const [network, sample] = [toPlain(problem), toPlainSample(problem, 0)];
      const { state, outcomes, onKinks } = relax(linalg, energy, "start", lambda, equilibrium());
      const found = flatten(linalg, state);
      const outcome = outcomes[0]!;
      const fine = { step: 0.005, tolerance: 1e-10, time: outcome === "kink" ? 80 : settled };
      const near = integrate(network, sample, lambda, fine);
      const walked =
        outcome === "kink"
          ? near
          : integrate(network, sample, lambda, { ...fine, step: 0.05, time: 2000 }, near.state);
      const what = `seed ${seed}, ${outcome}`;
      const minima = allMinima(network, sample, lambda);
      if (minima.length > 1) seen.several++;
      if (outcome === "converged") {
        seen.converged++;
        expect(walked.speed, what).toBeLessThanOrEqual(1e-10);
        expect(apart(found, walked.state), what).toBeLessThan(1e-8);
        expect(Math.min(...minima.map((minimum) => apart(found, minimum))), what).toBeLessThan(1e-9);
      } else {
        expect(outcome, what).toBe("kink");
        seen.kink++;
        // Sites are the layers from the second on.
        const units = onKinks.map(({ site, unit }) => 4 * site + unit);
        const a = argumentsAt(network, found);
        for (const unit of units) expect(Math.abs(a[unit]!), what).toBeLessThan(1e-12);
        expect(descentAt(network, sample, found, units, lambda), what).toBeLessThan(1e-9);
        expect(apart(found, walked.state), what).toBeLessThan(chatter);
      }
    }
    // Neither kind is rare, nor is it rare that there is something to choose.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(4);
  });
});

it("two kinks at once, of which one hardly slides and is pushed about by the other: both are found", () => {
  const small = {
    ...tanhNetwork,
    sizes: [6, 10, 8, 6, 3],
    activation: "relu",
    initialisation: "xavier-uniform",
    batch: 6,
  } as const;
  withSmallNetwork(small, 0, ({ linalg, problem: { network, parameters, input, target, loss } }) => {
    const all = bind(linalg, network, parameters, input, target, loss, [1, 1, 1]);
    const problem = someSamples(all, [0]);
    const { state, outcomes, onKinks } = relax(linalg, problem.energy, "start", 1, equilibrium());
    expect(outcomes).toEqual(["kink"]);
    const [plain, sample, found] = [toPlain(problem), toPlainSample(problem, 0), flatten(linalg, state)];
    const units = onKinks.map(({ site, unit }) => (site === 0 ? unit : 8 + unit));
    expect(units).toHaveLength(2);
    const a = argumentsAt(plain, found);
    for (const unit of units) expect(Math.abs(a[unit]!)).toBeLessThan(1e-11);
    expect(descentAt(plain, sample, found, units, 1)).toBeLessThan(1e-9);
    const walked = integrate(plain, sample, 1, { step: 0.005, tolerance: 1e-10, time: 200 });
    expect(apart(found, walked.state)).toBeLessThan(chatter);
  });
});
