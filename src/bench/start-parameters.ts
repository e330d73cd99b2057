import { exitCode, UserError } from "../errors.ts";
import type { Linalg, RealArray } from "../linalg/linalg.ts";
import { networkOf } from "../network/description/description.ts";
import { initialise } from "../network/initialise.ts";
import { layoutOf, type Parameters, zeroParameters } from "../network/parameters.ts";
import { createStream } from "../random/stream.ts";
import type { CustomEnergy } from "../tensorflow/custom/energy.ts";
import { storedParameters } from "../weights/weights.ts";
import type { NetworkSettings } from "./equipment.ts";
import type { Laboratory } from "./laboratory.ts";

interface Start {
  readonly network: NetworkSettings;
  readonly seed: number;
}

/** The weights and biases that a cell starts from: stored ones, or random ones of its seed. */
export const startParameters = (
  laboratory: Laboratory,
  linalg: Linalg,
  { network, seed }: Start,
): Parameters => {
  const described = networkOf(network);
  if (network.weights)
    return storedParameters(linalg, described, laboratory.weights(network.weights).network);
  const parameters = zeroParameters(linalg, layoutOf(described));
  const drawn = (): RealArray =>
    linalg.scope(() => {
      const stream = createStream(seed, "parameters");
      return linalg.values(initialise(linalg, described, network.initialisation, stream).all).slice();
    });
  // The cells of a seed come one after another, and to draw a hundred thousand numbers takes as long as many of them.
  const key = JSON.stringify([network, seed, linalg.precision]);
  linalg.values(parameters.all).set(laboratory.recent(key, drawn));
  return parameters;
};

/**
 * The same, with the further parameters of a custom energy: stored ones of their names, or random ones.
 * Throws `UserError` (usage) for a stored one of another shape.
 */
export const customStartParameters = (
  laboratory: Laboratory,
  linalg: Linalg,
  energy: CustomEnergy,
  start: Start,
): Parameters => {
  const layered = startParameters(laboratory, linalg, start);
  const parameters = zeroParameters(linalg, energy.layout);
  linalg.values(parameters.all).set(linalg.values(layered.all));
  energy.initialise(linalg, parameters, createStream(start.seed, "energy").uniform);
  const stored = start.network.weights;
  if (!stored) return parameters;
  const { others } = laboratory.weights(stored).network;
  energy.others.forEach(({ name, shape }, i) => {
    const tensor = others.get(name);
    if (tensor === undefined) return;
    if (`${tensor.shape}` !== `${shape}`) {
      const [wanted, found] = [shape, tensor.shape].map((list) => `[${list.join(", ")}]`);
      throw new UserError(
        exitCode.usage,
        `${stored.file}: expected ${wanted} in ${name}, as ${energy.module.file} has it, found ${found}`,
      );
    }
    linalg.values(parameters.others[i]!).set(tensor.values);
  });
  return parameters;
};
