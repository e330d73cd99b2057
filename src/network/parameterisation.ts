import type { Incoming, Layer } from "./network.ts";

/**
 * How the size of a layer enters its connections (Yang et al. 2023; Innocenti et al. 2025). `standard`: not at all, the
 * initialisation sees to it. `mup`: weights are N(0, 1) without biases, and the scale of a connection of fan-in N is 1/√N, on
 * residual branches 1/√(N L), at the output 1/N. `ntp`: the same with 1/√N at the output.
 */
export const parameterisations = ["standard", "ntp", "mup"] as const;
export type Parameterisation = (typeof parameterisations)[number];

/** A connection whose scale may be left to the parameterisation. */
export interface Unscaled extends Omit<Incoming, "scale"> {
  readonly scale: number | null;
}

/** A layer before its connections have scales. */
export interface UnscaledLayer extends Omit<Layer, "incoming"> {
  readonly incoming: readonly Unscaled[];
}

/** The layers with every scale that was left open as the parameterisation has it. L counts the layers with weights. */
export const scaleLayers = (
  layers: readonly UnscaledLayer[],
  parameterisation: Parameterisation,
): readonly Layer[] => {
  const hasWeights = ({ incoming }: UnscaledLayer): boolean =>
    incoming.some(({ map }) => map.weights !== null);
  const depth = layers.filter(hasWeights).length;
  return layers.map((layer, i) => {
    const isResidual = layer.incoming.some(({ map }) => map.kind === "identity");
    const isOutput = i + 1 === layers.length;
    const scaleOf = ({ from, map }: Unscaled): number => {
      if (parameterisation === "standard" || map.weights === null) return 1;
      const { fanIn } = map.weights;
      if (isOutput && parameterisation === "mup") return 1 / fanIn;
      return 1 / Math.sqrt(isResidual && from > 0 && !isOutput ? fanIn * depth : fanIn);
    };
    return {
      ...layer,
      incoming: layer.incoming.map((each) => ({ ...each, scale: each.scale ?? scaleOf(each) })),
    };
  });
};
