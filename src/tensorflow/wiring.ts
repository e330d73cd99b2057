import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { ActivationKind } from "../network/activation.ts";
import type { Incoming, Network } from "../network/network.ts";
import { unitsOfChannel } from "../network/shape.ts";
import type { Tf } from "./backend.ts";
import { tensorMaps } from "./connections.ts";
import type { ParameterTensors } from "./expression.ts";
import { activationOf } from "./functions.ts";

/** One layer's connections and bias, with the places of their parameters in the flat lists of weights and biases. */
interface IndexedLayer {
  readonly incoming: readonly (Incoming & { readonly weights: number | null })[];
  readonly bias: number | null;
  /** Units that share an entry of the bias. */
  readonly share: number;
}

const indexed = (network: Network): readonly IndexedLayer[] => {
  let [weights, biases] = [0, 0];
  return network.layers.map(({ shape, bias, incoming }) => ({
    incoming: incoming.map((each) => ({ ...each, weights: each.map.weights === null ? null : weights++ })),
    bias: bias === "none" ? null : biases++,
    share: bias === "channel" ? unitsOfChannel(shape) : 1,
  }));
};

/** `g(x)` for what stands before a map from a layer. */
export type Before = (tf: Tf, x: Tensor2D, from: number, kind: ActivationKind) => Tensor2D;

const plain: Before = (tf, x, _, kind) => activationOf(kind)(tf, x);

/** A network's pre-activations as TensorFlow.js expressions. */
export interface TensorWiring {
  /** What the clamped input and the bias give to layer l; null where the input gives nothing. */
  readonly fromInput: (tf: Tf, l: number, input: Tensor2D, parameters: ParameterTensors) => Tensor2D | null;
  /** `a_l`; `states[s − 1]` is x_s, and `fromInput` what the function of that name gave. */
  readonly drive: (
    tf: Tf,
    l: number,
    fromInput: Tensor2D | null,
    states: readonly Tensor2D[],
    parameters: ParameterTensors,
    before?: Before,
  ) => Tensor2D;
}

export const tensorWiring = (network: Network): TensorWiring => {
  const layers = indexed(network);

  const biasOf = (tf: Tf, { bias, share }: IndexedLayer, parameters: ParameterTensors): Tensor2D | null => {
    if (bias === null) return null;
    const row = parameters.bias(bias);
    const entries = row.shape[0];
    if (share === 1) return tf.reshape(row, [1, entries]);
    return tf.reshape(tf.tile(tf.reshape(row, [entries, 1]), [1, share]), [1, entries * share]);
  };

  const sum = (tf: Tf, terms: readonly (Tensor2D | null)[]): Tensor2D | null =>
    terms.reduce(
      (total, term) => (total === null || term === null ? (total ?? term) : tf.add(total, term)),
      null,
    );

  const through = (
    tf: Tf,
    each: IndexedLayer["incoming"][number],
    x: Tensor2D,
    parameters: ParameterTensors,
    before: Before,
  ): Tensor2D => {
    const sent = each.before === "linear" ? x : before(tf, x, each.from, each.before);
    const weights = each.weights === null ? null : parameters.weight(each.weights);
    const mapped = tensorMaps[each.map.kind]!(tf, each.map, sent, weights);
    return each.scale === 1 ? mapped : tf.mul(each.scale, mapped);
  };

  return {
    fromInput: (tf, l, input, parameters) => {
      const layer = layers[l - 1]!;
      const terms = layer.incoming
        .filter(({ from }) => from === 0)
        .map((each) => through(tf, each, input, parameters, plain));
      return terms.length === 0 ? null : sum(tf, [...terms, biasOf(tf, layer, parameters)]);
    },
    drive: (tf, l, fromInput, states, parameters, before = plain) => {
      const layer = layers[l - 1]!;
      const terms = layer.incoming
        .filter(({ from }) => from > 0)
        .map((each) => through(tf, each, states[each.from - 1]!, parameters, before));
      const constant = fromInput ?? biasOf(tf, layer, parameters);
      return sum(tf, fromInput === null ? [...terms, constant] : [constant, ...terms])!;
    },
  };
};

/** The layers that the input reaches at once, in order: each has a constant. */
export const layersFromInput = ({ layers }: Network): readonly number[] =>
  layers.flatMap(({ incoming }, i) => (incoming.some(({ from }) => from === 0) ? [i + 1] : []));
