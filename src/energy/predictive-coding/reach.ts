import type { Linalg } from "../../linalg/linalg.ts";
import { type ActivationKind, activations } from "../../network/activation.ts";
import { isClamped, type Wiring } from "../../network/wiring.ts";
import { type MapNorms, mapNorms } from "../bounds/weight-norms.ts";

/** An activation that is not linear and whose argument inference moves: f of layer l, or (`before`) what stands before maps from it. */
export interface BentSite {
  readonly layer: number;
  readonly before: ActivationKind | null;
  /** f′(0+) − f′(0−). */
  readonly jump: number;
  /** sup |f″| beside the kink. */
  readonly bend: number;
}

/** The sites of a network that are not linear. */
export const bentSites = ({ layers, outgoing }: Wiring): readonly BentSite[] =>
  layers.slice(0, -1).flatMap((layer, i) => {
    const own = isClamped(layer) ? [] : [{ layer: i + 1, before: null, kind: layer.activation }];
    const kinds = [...new Set(outgoing[i + 1]!.map(({ before }) => before))];
    const before = kinds.map((kind) => ({ layer: i + 1, before: kind, kind }));
    return [...own, ...before].flatMap(({ kind, ...at }): BentSite[] => {
      const [left, right] = activations[kind].kink ?? [0, 0];
      const { bend } = activations[kind].bounds;
      return right === left && bend === 0 ? [] : [{ ...at, jump: right - left, bend }];
    });
  });

/** How far errors reach, at every state: bounds from the norms of the maps. */
export interface Reach {
  /** `maps[l − 1][k]` are the norms of connection k into layer l. */
  readonly maps: readonly (readonly (MapNorms | null)[])[];
  /** ‖∂a_u/∂e‖ of each unit's argument at a site. */
  readonly ofSite: (site: BentSite) => Float64Array;
  /** ‖∂o/∂e‖. */
  readonly output: number;
}

/**
 * How far the errors move what is above them, for any wiring, whichever sides of kinks the units are on. With F_s for ‖∂x_s/∂e‖,
 * a_l has at most `A = Σ c ‖C‖ g′ F` over its connections, each of its units what it sums with in place of ‖C‖, and
 * `x_l = f(a_l) + e_l` has `F_l² = 1 + (f′ A)²`, because e_l moves nothing below; the input moves nothing.
 */
const reachOf = (linalg: Linalg, { network, parameters }: Wiring, tight: boolean): Reach => {
  const states = [0];
  const arguments_: Float64Array[] = [];
  const ofState: Float64Array[] = [];
  const maps = network.layers.map((layer, l) => {
    const units = new Float64Array(network.sizes[l + 1]!);
    let moved = 0;
    const norms = layer.incoming.map((incoming, k) => {
      if (incoming.from === 0) return null;
      const found = mapNorms(linalg, incoming, parameters.layers[l]!.weights[k]!, tight);
      const source = activations[incoming.before].bounds.slope * states[incoming.from]!;
      moved += found.whole * source;
      found.units.forEach((norm, unit) => {
        units[unit]! += norm * source;
      });
      return found;
    });
    const { slope } = activations[layer.activation].bounds;
    const isOutput = l + 1 === network.layers.length;
    states.push(isOutput ? moved : Math.sqrt(1 + slope * slope * moved * moved));
    arguments_.push(units);
    ofState.push(units.map((each) => Math.sqrt(1 + slope * slope * each * each)));
    return norms;
  });
  return {
    maps,
    ofSite: ({ layer, before }) => (before === null ? arguments_ : ofState)[layer - 1]!,
    output: states.at(-1)!,
  };
};

/** The same, with norms that are tight or not, computed when it is first asked for. */
export type Reaches = (tight: boolean) => Reach;

export const reachesOf = (linalg: Linalg, wiring: Wiring): Reaches => {
  const known = new Map<boolean, Reach>();
  return (tight) => {
    const reach = known.get(tight) ?? reachOf(linalg, wiring, tight);
    known.set(tight, reach);
    return reach;
  };
};
