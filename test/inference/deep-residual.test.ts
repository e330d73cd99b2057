import { describe, expect, it } from "vitest";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import { relax } from "../../src/inference/relax.ts";
import { networkOf } from "../../src/network/description/description.ts";
import { initialise } from "../../src/network/initialise.ts";
import { normalDraws } from "../../src/random/normal.ts";
import { createStream } from "../../src/random/stream.ts";
import { engine } from "../network/problem.ts";

const settings = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 200 } as const;

/** Where a residual network of 128 blocks comes to rest, with the norms of its force there and of its way. */
const relaxed = (lambda: number, units: number) => {
  const linalg = engine("float64");
  return linalg.scope(() => {
    const residual = { inputs: 20, blocks: 128, units, outputs: 5 };
    const network = networkOf({ residual, activation: "tanh", parameterisation: "mup" });
    const stream = createStream(0, "parameters");
    const parameters = initialise(linalg, network, "normal", stream);
    const draw = normalDraws(stream);
    const [input, target] = [linalg.matrix(1, 20), linalg.matrix(1, 5)];
    for (const matrix of [input, target])
      linalg.values(matrix).set(Array.from({ length: matrix.columns }, draw));
    const problem = { network, parameters, input, target, loss: "squared-error" } as const;
    const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
    const { outcomes, state, residuals, steps } = relax(linalg, energy, "start", lambda, settings);
    // By the energy's own force, which took no part in the search.
    const force = energy.start.map((x) => linalg.matrix(x.rows, x.columns));
    energy.force(state, lambda, force);
    const shift = state.flatMap((x, l) => {
      const start = linalg.values(energy.start[l]!);
      return Array.from(linalg.values(x), (value, k) => value - start[k]!);
    });
    return {
      outcome: outcomes[0],
      residual: residuals[0],
      steps: steps[0],
      force: Math.hypot(...force.flatMap((f) => [...linalg.values(f)])),
      way: Math.hypot(...shift),
    };
  });
};

describe("a residual network of 128 blocks", () => {
  it("of 64 units reaches its equilibrium at λ = 0.01, the force below 1e-12, where every error balances its signal", () => {
    const { outcome, residual, force, way } = relaxed(0.01, 64);
    expect(outcome).toBe("converged");
    expect(residual).toBeLessThan(1e-12);
    expect(force).toBeLessThan(1e-12);
    // And it is not where it began.
    expect(way).toBeGreaterThan(1e-4);
  });

  it("reaches it at λ = 1, where its dynamics are followed for thousands of time constants", () => {
    const { outcome, force, steps } = relaxed(1, 16);
    expect(outcome).toBe("converged");
    expect(force).toBeLessThan(1e-11);
    expect(steps).toBeGreaterThan(settings.maxIterations);
  });
});
