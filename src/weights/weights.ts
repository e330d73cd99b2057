import { exitCode, UserError } from "../errors.ts";
import type { Linalg } from "../linalg/linalg.ts";
import type { Network } from "../network/network.ts";
import { layoutOf, type Parameters, zeroParameters } from "../network/parameters.ts";
import type { StoredLayer, StoredNetwork } from "./layers.ts";
import { type NamedTensor, writeSafetensors } from "./safetensors.ts";

/** The network in a weights file, and which file that was. */
export interface WeightsFile {
  readonly network: StoredNetwork;
  /** Of the file's content. */
  readonly sha256: string;
}

/** A file of weights as a config names it: alone, or with the names of its layers in their order. */
export const fileAndOrder = (
  weights: string | { readonly file: string; readonly order: readonly string[] },
): { file: string; order: readonly string[] | null } =>
  typeof weights === "string" ? { file: weights, order: null } : weights;

/** Throws `UserError` (usage) unless the file's network has the sizes of the config, and nothing beside them. */
export const requireSizes = ({ network }: WeightsFile, sizes: readonly number[]): void => {
  if (network.sizes === null) {
    const { weightName } = network.layers.find(({ kind }) => kind === "convolution")!;
    throw new UserError(
      exitCode.usage,
      `network.sizes: expected network.layers, for the weights file holds a convolution (${weightName}), found sizes; describe its network`,
    );
  }
  const [found, wanted] = [network.sizes, sizes].map((list) => `[${list.join(", ")}]`) as [string, string];
  if (found === wanted) return;
  throw new UserError(
    exitCode.usage,
    `network.sizes: expected ${found}, the network in the weights file, found ${wanted}; write network.sizes: ${found}`,
  );
};

/** Throws `UserError` (usage) if the file holds tensors that are neither weights nor biases. */
export const requireKnownTensors = ({ network }: WeightsFile): void => {
  const unknown = [...network.others.keys()];
  if (unknown.length === 0) return;
  throw new UserError(
    exitCode.usage,
    "network.weights: expected weights and biases of layers alone, found also " +
      `${unknown.join(", ")}; a network with such parts can't be used, or leave them out of the file`,
  );
};

/** The names of the layers in the order that was used. */
export const orderUsed = ({ network }: WeightsFile): string[] => network.layers.map(({ key }) => key);

/**
 * The stored weights and biases as the network's parameters, rounded once for float32: one stored layer after another for each
 * connection that has weights. Throws `UserError` (usage) unless they are as many, of its shapes, and with biases where it has them.
 */
export const storedParameters = (linalg: Linalg, network: Network, { layers }: StoredNetwork): Parameters => {
  const parameters = zeroParameters(linalg, layoutOf(network));
  if (layers.length !== parameters.weights.length) {
    throw misfit(`${parameters.weights.length} layers with weights`, `${layers.length}`);
  }
  let next = 0;
  for (const { weights, bias } of parameters.layers) {
    const own = weights.flatMap((matrix) => (matrix === null ? [] : [{ matrix, stored: layers[next++]! }]));
    for (const { matrix, stored } of own) {
      const [wanted, found] = [[matrix.rows, matrix.columns], shapeOf(stored)].map(
        (shape) => `[${shape.join(", ")}]`,
      );
      if (wanted !== found) throw misfit(`${wanted} in ${stored.weightName}`, `${found}`);
      linalg.values(matrix).set(stored.weights);
    }
    const biases = own.flatMap(({ stored }) => stored.bias ?? []);
    const names = own.map(({ stored }) => stored.weightName).join(", ");
    if (biases.length !== (bias === null ? 0 : 1)) {
      throw misfit(`${bias === null ? "no bias" : "one bias"} beside ${names}`, `${biases.length || "none"}`);
    }
    if (bias !== null && bias.columns !== biases[0]!.length) {
      throw misfit(`a bias of ${bias.columns} beside ${names}`, `${biases[0]!.length}`);
    }
    if (bias !== null) linalg.values(bias).set(biases[0]!);
  }
  return parameters;
};

/** As the engine has it: fan-in × fan-out, or filters × taps. */
const shapeOf = ({ kind, fanIn, fanOut, size }: StoredLayer): readonly number[] =>
  kind === "dense" ? [fanIn, fanOut] : [fanOut, fanIn * size * size];

const misfit = (expected: string, found: string): UserError =>
  new UserError(
    exitCode.usage,
    `network.weights: expected ${expected}, as the network of the config has it, found ${found}; describe the network of the file`,
  );

/**
 * Parameters as a safetensors file, named and transposed as in `torch.nn.Sequential(Linear, f, Linear, …)`: `0.weight`
 * [n_1, n_0], `0.bias`, `2.weight`, …, in the precision in which they were computed.
 */
export const weightsFile = (
  linalg: Linalg,
  parameters: Parameters,
  metadata: Readonly<Record<string, string>>,
): Uint8Array =>
  writeSafetensors(
    parameters.weights.flatMap((matrix, l): NamedTensor[] => {
      const { rows, columns } = matrix;
      const values = linalg.values(matrix);
      const transposed = values.map((_, k) => values[(k % rows) * columns + Math.floor(k / rows)]!);
      return [
        { name: `${2 * l}.weight`, shape: [columns, rows], values: transposed },
        { name: `${2 * l}.bias`, shape: [columns], values: linalg.values(parameters.biases[l]!) },
      ];
    }),
    { format: "pt", ...metadata },
  );
