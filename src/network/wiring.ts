import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { ActivationKind } from "./activation.ts";
import type { BoundMap } from "./connection/kind.ts";
import type { Layer, Network } from "./network.ts";
import type { Parameters } from "./parameters.ts";
import { unitsOf, unitsOfChannel } from "./shape.ts";

/** A connection with numbers: `c C g(x_from)` into layer `to`. */
export interface Wire {
  /** Index among the incoming connections of its layer. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly before: ActivationKind;
  readonly map: BoundMap;
}

/** A layer with numbers. */
export interface WiredLayer {
  readonly units: number;
  readonly activation: ActivationKind;
  /** b as a row [1, units], repeated within a channel; null where there is none. */
  readonly bias: Matrix | null;
  /** From the input first, which is clamped; else in the order of the description. */
  readonly incoming: readonly Wire[];
}

/** A network bound to its parameters, once for all that is computed with them: weights scaled and packed. */
export interface Wiring {
  readonly network: Network;
  readonly parameters: Parameters;
  /** `layers[l − 1]` is layer l. */
  readonly layers: readonly WiredLayer[];
  /** `outgoing[s]` are the wires from layer s, s = 0 … L − 1. */
  readonly outgoing: readonly (readonly Wire[])[];
}

/** Binds a network to parameters; what it makes lives as long as the scope in which it is called. */
export const wire = (linalg: Linalg, network: Network, parameters: Parameters): Wiring => {
  const layers = network.layers.map((layer, i): WiredLayer => {
    const { weights, bias } = parameters.layers[i]!;
    const wires = layer.incoming.map(
      ({ from, before, scale, map }, k): Wire => ({
        index: k,
        from,
        to: i + 1,
        before,
        map: map.bind(linalg, weights[k]!, scale, from > 0),
      }),
    );
    return {
      units: unitsOf(layer.shape),
      activation: layer.activation,
      bias: bias && biasRow(linalg, layer, bias),
      incoming: [...wires.filter(({ from }) => from === 0), ...wires.filter(({ from }) => from > 0)],
    };
  });
  const outgoing = layers.map((_, source) =>
    layers.flatMap(({ incoming }) => incoming.filter(({ from }) => from === source)),
  );
  return { network, parameters, layers, outgoing };
};

const biasRow = (linalg: Linalg, { shape, bias }: Layer, values: Matrix): Matrix => {
  if (bias === "unit") return values;
  const row = linalg.matrix(1, unitsOf(shape));
  const [from, to] = [linalg.values(values), linalg.values(row)];
  const repeat = unitsOfChannel(shape);
  from.forEach((value, channel) => {
    to.fill(value, channel * repeat, (channel + 1) * repeat);
  });
  return row;
};

/** Whether a layer's pre-activation depends on the input alone, so that no inference moves it. */
export const isClamped = ({ incoming }: WiredLayer): boolean => incoming.every(({ from }) => from === 0);

/** Connections on the longest way down from the output to a hidden layer: on a chain L − 1. */
export const longestWayDown = ({ layers, outgoing }: Wiring): number => {
  const down = new Array<number>(layers.length + 1).fill(0);
  for (let source = layers.length - 1; source >= 1; source--)
    down[source] = outgoing[source]!.reduce((most, { to }) => Math.max(most, down[to]! + 1), 0);
  return down.reduce((most, way) => Math.max(most, way));
};
