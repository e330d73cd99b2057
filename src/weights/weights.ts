import { exitCode, UserError } from "../errors.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { type NetworkDescription, networkOf } from "../network/description/description.ts";
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

/**
 * Throws `UserError` (usage) unless the file holds what a network of that description has to learn: of a chain its sizes, of any
 * other its connections with weights one after another, each of its shape, and biases where it has them.
 */
export const requireFitting = ({ network: stored }: WeightsFile, description: NetworkDescription): void => {
  if (!("sizes" in description)) {
    requireLayers(stored, networkOf(description));
    return;
  }
  if (stored.sizes === null) {
    const { weightName } = stored.layers.find(({ kind }) => kind === "convolution")!;
    throw new UserError(
      exitCode.usage,
      `network.sizes: expected network.layers, for the weights file holds a convolution (${weightName}), found sizes; describe its network`,
    );
  }
  const [found, wanted] = [stored.sizes, description.sizes].map((list) => `[${list.join(", ")}]`) as [
    string,
    string,
  ];
  if (found !== wanted) {
    throw new UserError(
      exitCode.usage,
      `network.sizes: expected ${found}, the network in the weights file, found ${wanted}; write network.sizes: ${found}`,
    );
  }
  requireLayers(stored, networkOf(description));
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

/** The same in words. */
export const orderText = (file: string, order: readonly string[]): string =>
  `weights of ${file}, from the input to the output: ${order.join(", ")}`;

/** Stored layers, one for each connection of a network that has weights: its layer l, and its place among the connections. */
const matched = (network: Network, { layers }: StoredNetwork) => {
  const places = network.layers.flatMap(({ incoming }, l) =>
    incoming.flatMap(({ map: { weights } }, k) => (weights === null ? [] : [{ l, k, weights }])),
  );
  if (layers.length !== places.length) {
    throw misfit(`${places.length} layers with weights`, `${layers.length}`);
  }
  return places.map((place, i) => ({ ...place, stored: layers[i]! }));
};

/** `matched`, checked: throws `UserError` (usage) unless the layers are as many, of its shapes, and with biases where it has them. */
const requireLayers = (stored: StoredNetwork, network: Network) => {
  const pairs = matched(network, stored);
  for (const { l, weights, stored: layer } of pairs) {
    const [wanted, found] = [[weights.rows, weights.columns], shapeOf(layer)].map(
      (shape) => `[${shape.join(", ")}]`,
    );
    if (wanted !== found)
      throw misfit(`${wanted} in ${layer.weightName}, the weights of layer ${l + 1}`, `${found}`);
  }
  layoutOf(network).layers.forEach(({ bias }, l) => {
    const own = pairs.flatMap((pair) => (pair.l === l ? [pair.stored] : []));
    const biases = own.flatMap(({ bias: values }) => values ?? []);
    const names = own.map(({ weightName }) => weightName).join(", ");
    if (biases.length !== (bias === null ? 0 : 1)) {
      const remedy = bias === null ? "bias: true" : "bias: false";
      throw misfit(
        `${bias === null ? "no bias" : "one bias"} beside ${names}, in layer ${l + 1}`,
        `${biases.length || "none"}`,
        `write ${remedy} in network.layers[${l}]`,
      );
    }
    if (bias !== null && bias[1] !== biases[0]!.length) {
      throw misfit(`a bias of ${bias[1]} beside ${names}, in layer ${l + 1}`, `${biases[0]!.length}`);
    }
  });
  return pairs;
};

/** The stored weights and biases as the network's parameters, rounded once for float32. Throws as `requireFitting`. */
export const storedParameters = (linalg: Linalg, network: Network, stored: StoredNetwork): Parameters => {
  const pairs = requireLayers(stored, network);
  const parameters = zeroParameters(linalg, layoutOf(network));
  for (const { l, k, stored: layer } of pairs) {
    const { weights, bias } = parameters.layers[l]!;
    linalg.values(weights[k]!).set(layer.weights);
    if (bias !== null && layer.bias !== null) linalg.values(bias).set(layer.bias);
  }
  return parameters;
};

/** As the engine has it: fan-in × fan-out, or filters × taps. */
const shapeOf = ({ kind, fanIn, fanOut, size }: StoredLayer): readonly number[] =>
  kind === "dense" ? [fanIn, fanOut] : [fanOut, fanIn * size * size];

const misfit = (expected: string, found: string, remedy = "describe the network of the file"): UserError =>
  new UserError(
    exitCode.usage,
    `network.weights: expected ${expected}, as the network of the config has it, found ${found}; ${remedy}`,
  );

/** Names and shapes of what a custom energy has beside weights and biases. */
export type OtherShapes = readonly { readonly name: string; readonly shape: readonly number[] }[];

/**
 * Parameters as a safetensors file, as PyTorch shapes and names them, in the precision in which they were computed: `0.weight`
 * [n_1, n_0] or [out, in, size, size], `0.bias`, `2.weight`, …, which for a chain are the names of `torch.nn.Sequential(Linear, f, Linear, …)`. One
 * number for each connection with weights, in the order of the network; the bias of a layer goes with its first.
 */
export const weightsFile = (
  linalg: Linalg,
  network: Network,
  parameters: Parameters,
  metadata: Readonly<Record<string, string>>,
  others: OtherShapes = [],
): Uint8Array => {
  let number = 0;
  const tensors = network.layers.flatMap(({ incoming }, l): NamedTensor[] => {
    const { weights, bias } = parameters.layers[l]!;
    const first = 2 * number;
    const own = incoming.flatMap(({ map: { window, source } }, k): NamedTensor[] => {
      const matrix = weights[k]!;
      if (matrix === null) return [];
      const name = `${2 * number++}.weight`;
      const { rows, columns } = matrix;
      const values = linalg.values(matrix);
      if (window !== null) {
        return [{ name, shape: [rows, source[0], window.size, window.size], values: values.slice() }];
      }
      const transposed = values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
      return [{ name, shape: [columns, rows], values: transposed }];
    });
    if (bias === null) return own;
    const stored = { name: `${first}.bias`, shape: [bias.columns], values: linalg.values(bias) };
    return [...own.slice(0, 1), stored, ...own.slice(1)];
  });
  const added = others.map(
    ({ name, shape }, i): NamedTensor => ({
      name,
      shape,
      values: linalg.values(parameters.others[i]!).slice(),
    }),
  );
  return writeSafetensors([...tensors, ...added], { format: "pt", ...metadata });
};
