import type { Energy } from "../../src/energy/energy.ts";
import { bindEnergy, type EnergyName, energies } from "../../src/energy/registry.ts";
import type { Matrix } from "../../src/linalg/linalg.ts";
import { type Problem, randomProblem, type Setup } from "../network/problem.ts";
import { randomNumbers } from "../random/numbers.ts";

/** The energy of a problem from `test/network`, by its name. */
export const energyOf = (name: EnergyName, problem: Problem, feedback = 1): Energy => {
  const { linalg, network, parameters, input, target, loss } = problem;
  return bindEnergy(linalg, energies[name], { network, parameters, input, target, loss }, feedback);
};

/** Rates that the activation can have, all over its range: a state of any energy. */
export const randomRates = ({ linalg, network }: Problem, like: readonly Matrix[], seed = 5): Matrix[] => {
  const draw = randomNumbers(seed);
  return like.map((layer, i) => {
    const state = linalg.matrix(layer.rows, layer.columns);
    linalg.values(state).forEach((_, k, values) => {
      const rate = 0.9 * draw();
      values[k] = network.activation === "sigmoid" && i + 1 < like.length ? (1 + rate) / 2 : rate;
    });
    return state;
  });
};

/** Weights and biases weak enough that Hopfield's energy has one minimum alone. */
export const gentle = (setup: Partial<Setup> = {}): Problem =>
  randomProblem({ sizes: [6, 5, 4, 3], batch: 3, gain: 0.5, ...setup });
