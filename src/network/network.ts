import type { ActivationKind } from "./activation.ts";
import { denseMap } from "./connection/dense.ts";
import type { LinearMap } from "./connection/kind.ts";
import type { Shape } from "./shape.ts";

/**
 * How the size of a layer enters its connections (Yang et al. 2023; Innocenti et al. 2025). `standard`: not at all, the
 * initialisation sees to it. `mup`: weights are N(0, 1) without biases, and the scale of a connection of fan-in N is 1/√N, on
 * residual branches 1/√(N L), at the output 1/N. `ntp`: the same with 1/√N at the output.
 */
export const parameterisations = ["standard", "ntp", "mup"] as const;
export type Parameterisation = (typeof parameterisations)[number];

/** One of the maps into a layer: `c C g(x_from)`. */
export interface Incoming {
  /** The layer that it comes from, 0 for the input; below the layer that it goes to. */
  readonly from: number;
  readonly map: LinearMap;
  /** c, fixed. */
  readonly scale: number;
  /** g, applied to the source before the map; linear unless said. */
  readonly before: ActivationKind;
}

/** A layer l: `x_l = f_l(a_l)`, `a_l = b_l + Σ_k c_k C_k g_k(x_from(k))`. */
export interface Layer {
  readonly shape: Shape;
  /** f; linear in the output layer, whose o is a pre-activation. */
  readonly activation: ActivationKind;
  /** One number for each unit or for each channel, or none. */
  readonly bias: "unit" | "channel" | "none";
  readonly incoming: readonly Incoming[];
}

/** A network of layers 1 … L above its input, layer 0. States are [batch, units], samples in rows, channels first. */
export interface Network {
  readonly input: Shape;
  /** `layers[l − 1]` is layer l. */
  readonly layers: readonly Layer[];
  /** Units of each layer, the input's first: `[n_0 … n_L]`. */
  readonly sizes: readonly number[];
  /** How the scales of its connections follow from its size, where nothing else was said of them. */
  readonly parameterisation: Parameterisation;
  /** The activation of the network as a whole: f of its hidden layers unless one says otherwise, and Hopfield's ρ. */
  readonly activation: ActivationKind;
}

/** A chain in short: `a_{l+1} = x_l W_l + b_l`, `x_l = f(a_l)` for hidden layers. */
export type ChainDescription = {
  /** `[n_0 … n_L]`. */
  readonly sizes: readonly number[];
  readonly activation: ActivationKind;
};

/** Number of layers L. */
export const depth = (network: Network): number => network.layers.length;

/** Every activation in a network, of its layers and before its connections. */
export const activationsOf = ({ layers }: Network): readonly ActivationKind[] => [
  ...new Set(
    layers.flatMap(({ activation, incoming }) => [activation, ...incoming.map(({ before }) => before)]),
  ),
];

/** The chain of dense layers of that description. */
export const chain = ({ sizes, activation }: ChainDescription): Network => ({
  input: [sizes[0]!],
  sizes,
  activation,
  parameterisation: "standard",
  layers: sizes.slice(1).map((units, l) => ({
    shape: [units],
    activation: l + 2 === sizes.length ? "linear" : activation,
    bias: "unit",
    incoming: [{ from: l, map: denseMap([sizes[l]!], units), scale: 1, before: "linear" }],
  })),
});
