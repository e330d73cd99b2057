import { energies } from "../../energy/registry.ts";
import type { Estimator } from "../../gradient/estimator.ts";
import type { LossKind } from "../../linalg/linalg.ts";
import { activations } from "../../network/activation.ts";
import { notInARow } from "../../network/in-a-row.ts";
import type { Network } from "../../network/network.ts";

/** Whether an estimator can be had for a network and a loss. */
export const isSupported = (
  network: Network,
  loss: LossKind,
  { supports, energy, scheme }: Estimator,
): boolean => {
  if (!supports.losses.includes(loss)) return false;
  if (supports.networks === "chain" && notInARow(network) !== null) return false;
  const kinds = network.layers.flatMap((layer) => [
    layer.activation,
    ...layer.incoming.map(({ before }) => before),
  ]);
  if (scheme.startsWith("holomorphic") && !kinds.every((kind) => activations[kind].holomorphic)) return false;
  return energy === null || energies[energy].refusal({ network, loss }) === null;
};
