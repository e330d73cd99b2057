import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import type { Wire, Wiring } from "../../network/wiring.ts";
import { spectralNorm } from "./spectral-norm.ts";
import { mapNorms } from "./weight-norms.ts";

/** Units on the smaller side of a dense map beyond which the squarings of its Gram matrix cost too much. */
const mostUnits = 512;

/** Upper bounds of ‖c C‖ of the maps between layers that move. */
export interface LayerNorms {
  /** Of one map; the same at every state, so that it is computed once. */
  readonly of: (wire: Wire) => number;
  /** Of `A^{−½} c C B^{−½}`, with positive diagonals A of the source's units and B of the target's. */
  readonly weighted: (wire: Wire, ofSource: ArrayLike<number>, ofTarget: ArrayLike<number>) => number;
}

export const layerNorms = (linalg: Linalg, { network, parameters }: Wiring): LayerNorms => {
  const known = new Map<Wire, number>();
  const dense = ({ to, index }: Wire): Matrix | null => {
    const { map } = network.layers[to - 1]!.incoming[index]!;
    const weights = parameters.layers[to - 1]!.weights[index]!;
    const small = weights !== null && Math.min(weights.rows, weights.columns) <= mostUnits;
    return small && map.window === null ? weights : null;
  };
  const measured = (wire: Wire): number => {
    const incoming = network.layers[wire.to - 1]!.incoming[wire.index]!;
    const weights = dense(wire);
    if (weights !== null) return Math.abs(incoming.scale) * spectralNorm(linalg, weights);
    return mapNorms(linalg, incoming, parameters.layers[wire.to - 1]!.weights[wire.index]!, false).whole;
  };
  const of: LayerNorms["of"] = (wire) => {
    const norm = known.get(wire) ?? measured(wire);
    known.set(wire, norm);
    return norm;
  };
  return {
    of,
    weighted: (wire, ofSource, ofTarget) => {
      const whole = of(wire) / Math.sqrt(least(ofSource) * least(ofTarget));
      const weights = dense(wire);
      if (weights === null) return whole;
      const { scale } = network.layers[wire.to - 1]!.incoming[wire.index]!;
      return Math.min(whole, Math.abs(scale) * weightedNorm(linalg, weights, ofSource, ofTarget));
    },
  };
};

const least = (values: ArrayLike<number>): number => {
  let smallest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < values.length; k++) smallest = Math.min(smallest, values[k]!);
  return smallest;
};

const weightedNorm = (
  linalg: Linalg,
  weights: Matrix,
  ofSource: ArrayLike<number>,
  ofTarget: ArrayLike<number>,
): number =>
  linalg.scope(() => {
    const scaled = linalg.matrix(weights.rows, weights.columns);
    const [from, to] = [linalg.values(weights), linalg.values(scaled)];
    const across = Float64Array.from({ length: weights.columns }, (_, j) => 1 / Math.sqrt(ofTarget[j]!));
    for (let i = 0, k = 0; i < weights.rows; i++) {
      const down = 1 / Math.sqrt(ofSource[i]!);
      for (let j = 0; j < weights.columns; j++, k++) to[k] = from[k]! * down * across[j]!;
    }
    return spectralNorm(linalg, scaled);
  });
