import { z } from "zod";
import { exitCode, UserError } from "../../errors.ts";
import type { Settings } from "../../rows/settings.ts";
import type { ActivationKind } from "../activation.ts";
import { mapOf } from "../connection/registry.ts";
import { type ChainDescription, chain, type Network, type Parameterisation } from "../network.ts";
import { scaleLayers, type Unscaled, type UnscaledLayer } from "../parameterisation.ts";
import { type Shape, sameShape, shownShape } from "../shape.ts";
import { type DescribedConnection, type DescribedLayer, layerSchema } from "./layer-schema.ts";
import { type ResidualDescription, residualLayers } from "./residual.ts";

/** A network, layer by layer from the first above the input to the output; each layer as `layerSchema` has it. */
export type LayersDescription = {
  readonly input: readonly number[];
  readonly layers: readonly Settings[];
  readonly activation: ActivationKind;
  readonly parameterisation?: Parameterisation;
};

/** A network as a config writes it, in plain JSON: a chain, its layers, or a deep residual network in short. */
export type NetworkDescription = ChainDescription | LayersDescription | ResidualDescription;

/** What is wrong with a description, and where in it. */
export interface DescriptionFault {
  readonly path: readonly (string | number)[];
  /** `expected …, found …; remedy`. */
  readonly message: string;
}

/** The network of a description. Throws `UserError` (usage) with every fault, a line each. */
export const networkOf = (description: NetworkDescription): Network => {
  const { network, faults } = readDescription(description);
  if (network !== null) return network;
  const lines = faults.map(({ path, message }) => `network.${path.join(".")}: ${message}`);
  throw new UserError(exitCode.usage, lines.join("\n"));
};

/** The network of a description, or null and what is wrong with it. */
export const readDescription = (
  description: NetworkDescription,
): { readonly network: Network | null; readonly faults: readonly DescriptionFault[] } => {
  if ("sizes" in description) return { network: chain(description), faults: [] };
  if ("residual" in description) return readDescription(residualLayers(description));
  return readLayers(description);
};

const readLayers = ({
  input,
  layers,
  activation,
  parameterisation = "standard",
}: LayersDescription): ReturnType<typeof readDescription> => {
  const faults: DescriptionFault[] = [];
  const shapes: Shape[] = [input.length === 3 ? [input[0]!, input[1]!, input[2]!] : [input[0]!]];
  const made: UnscaledLayer[] = [];
  for (const [i, given] of layers.entries()) {
    const parsed = layerSchema.safeParse(given);
    if (!parsed.success) {
      const found = JSON.stringify(given);
      const message = `expected the settings of a layer, found ${found}: ${z.prettifyError(parsed.error)}; see ebm describe`;
      return { network: null, faults: [...faults, { path: ["layers", i], message }] };
    }
    const layer = parsed.data;
    const read = readLayer(layer, i, i + 1 === layers.length, shapes, activation, parameterisation);
    faults.push(...read.faults.map((fault) => ({ ...fault, path: ["layers", i, ...fault.path] })));
    // Without a shape, what is wrong with the layers above is not to be known.
    if (read.layer === null) return { network: null, faults };
    made.push(read.layer);
    shapes.push(read.layer.shape);
  }
  if (faults.length > 0) return { network: null, faults };
  const sizes = shapes.map((shape) => shape.reduce((product, length) => product * length, 1));
  const isRead = (l: number): boolean => made.some(({ incoming }) => incoming.some(({ from }) => from === l));
  const unused = made.findIndex((_, i) => i + 1 < made.length && !isRead(i + 1));
  if (unused >= 0) {
    const message = `expected a layer that another one above is connected to, found none that comes from layer ${unused + 1}; connect one, or leave it out`;
    return { network: null, faults: [{ path: ["layers", unused], message }] };
  }
  const scaled = scaleLayers(made, parameterisation);
  const network = { input: shapes[0]!, layers: scaled, sizes, activation, parameterisation };
  return { network, faults };
};

const readLayer = (
  layer: DescribedLayer,
  index: number,
  isOutput: boolean,
  shapes: readonly Shape[],
  activation: ActivationKind,
  parameterisation: Parameterisation,
): { readonly layer: UnscaledLayer | null; readonly faults: readonly DescriptionFault[] } => {
  const faults: DescriptionFault[] = [];
  const several = "connections" in layer ? layer.connections : null;
  const connections = several ?? ["connections" in layer ? [] : layer].flat();
  const incoming = connections.flatMap((connection, k): Unscaled[] => {
    const read = readConnection(connection, index, shapes);
    if (!("message" in read)) return [read];
    faults.push({
      path: several === null ? read.path : ["connections", k, ...read.path],
      message: read.message,
    });
    return [];
  });
  const first = incoming[0];
  if (first === undefined) {
    if (faults.length === 0)
      faults.push({
        path: ["connections"],
        message: "expected at least one connection, found none; write for example [{kind: dense, units: 10}]",
      });
    return { layer: null, faults };
  }
  const shape = first.map.target;
  incoming.slice(1).forEach(({ map, from }, k) => {
    if (sameShape(map.target, shape)) return;
    faults.push({
      path: ["connections", k + 1],
      message: `expected ${shownShape(shape)}, the shape that the first connection gives to layer ${index + 1}, found ${shownShape(map.target)} by ${map.kind} from layer ${from}; give both the same`,
    });
  });
  const hasWeights = incoming.some(({ map }) => map.weights !== null);
  if (isOutput && layer.activation !== undefined && layer.activation !== "linear") {
    faults.push({
      path: ["activation"],
      message: `expected linear at the output, whose loss takes its pre-activation, found ${layer.activation}; leave it out`,
    });
  }
  const bias = layer.bias ?? (hasWeights && parameterisation === "standard");
  return {
    layer: {
      shape,
      activation: isOutput ? "linear" : (layer.activation ?? (hasWeights ? activation : "linear")),
      bias: bias ? (shape.length === 3 ? "channel" : "unit") : "none",
      incoming,
    },
    faults,
  };
};

/** One connection into layer `index + 1`. */
const readConnection = (
  { from, scale, before = "linear", ...settings }: DescribedConnection,
  index: number,
  shapes: readonly Shape[],
): Unscaled | DescriptionFault => {
  const source = from ?? index;
  if (!(Number.isInteger(source) && source >= 0 && source <= index)) {
    const below = index === 0 ? "0, the input" : `a layer from 0, the input, to ${index}, the one below`;
    return { path: ["from"], message: `expected ${below}, found ${source}; write one of these` };
  }
  const map = mapOf(settings, shapes[source]!);
  if (typeof map === "string") return { path: [], message: map };
  return { from: source, map, scale: scale ?? null, before };
};

/** Units of each layer of a description, the input's first. */
export const sizesOf = (description: NetworkDescription): readonly number[] =>
  "sizes" in description ? description.sizes : networkOf(description).sizes;
