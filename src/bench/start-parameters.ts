import { exitCode, UserError } from "../errors.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { networkOf } from "../network/description/description.ts";
import { initialise } from "../network/initialise.ts";
import { type Parameters, zeroParameters } from "../network/parameters.ts";
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
): Parameters =>
  network.weights
    ? storedParameters(linalg, networkOf(network), laboratory.weights(network.weights).network)
    : initialise(linalg, networkOf(network), network.initialisation, createStream(seed, "parameters"));

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
