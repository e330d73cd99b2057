import type { Incoming, Layer, Parameterisation } from "./network.ts";

/** A connection whose scale may be left to the parameterisation. */
export interface Unscaled extends Omit<Incoming, "scale"> {
  readonly scale: number | null;
}

/** A layer before its connections have scales. */
export interface UnscaledLayer extends Omit<Layer, "incoming"> {
  readonly incoming: readonly Unscaled[];
}

/** The layers with every scale that was left open as `Parameterisation` has it. L counts the layers with weights. */
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
