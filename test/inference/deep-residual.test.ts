import { describe, expect, it } from "vitest";
import { bindEnergy, energies } from "../../src/energy/registry.ts";
import { relax } from "../../src/inference/relax.ts";
import { networkOf } from "../../src/network/description/description.ts";
import { initialise } from "../../src/network/initialise.ts";
import { normalDraws } from "../../src/random/normal.ts";
import { createStream } from "../../src/random/stream.ts";
import { engine } from "../network/problem.ts";

describe("a residual network of 128 blocks of 64 units", () => {
  it("reaches its equilibrium at λ = 0.01, the force below 1e-12, where every error balances its signal", () => {
    const linalg = engine("float64");
    linalg.scope(() => {
      const residual = { inputs: 20, blocks: 128, units: 64, outputs: 5 };
      const network = networkOf({ residual, activation: "tanh", parameterisation: "mup" });
      const stream = createStream(0, "parameters");
      const parameters = initialise(linalg, network, "normal", stream);
      const draw = normalDraws(stream);
      const [input, target] = [linalg.matrix(1, 20), linalg.matrix(1, 5)];
      for (const matrix of [input, target])
        linalg.values(matrix).set(Array.from({ length: matrix.columns }, draw));
      const problem = { network, parameters, input, target, loss: "squared-error" } as const;
      const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
      const lambda = 0.01;
      const settings = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 200 } as const;
      const { outcomes, state, residuals } = relax(linalg, energy, "start", lambda, settings);
      expect(outcomes).toEqual(["converged"]);
      expect(residuals[0]).toBeLessThan(1e-12);
      // By the energy's own force, which took no part in the search.
      const force = energy.start.map((x) => linalg.matrix(x.rows, x.columns));
      energy.force(state, lambda, force);
      expect(Math.hypot(...force.flatMap((f) => [...linalg.values(f)]))).toBeLessThan(1e-12);
      // And it is not where it began.
      const shift = state.flatMap((x, l) => {
        const start = linalg.values(energy.start[l]!);
        return Array.from(linalg.values(x), (value, k) => value - start[k]!);
      });
      expect(Math.hypot(...shift)).toBeGreaterThan(1e-4);
    });
  }, 60_000);
});
