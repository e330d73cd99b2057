import { activations } from "../../network/activation.ts";
import type { Wiring } from "../../network/wiring.ts";
import type { BentSite, Reach } from "./reach.ts";

/** Of the curved units of a site: Σ |P| reach², √Σ (P reach)² and √Σ reach⁴, all 0 where nothing is curved. */
export interface Shift {
  readonly sum: number;
  readonly pulled: number;
  readonly reach: number;
}

/**
 * How far the pulls P = −λ ∂L/∂f(a) of each site may drift over a distance, as a norm over its units. Downwards from the output,
 * whose signal drifts by `strength ‖∂o/∂e‖ d`: a signal s = P f′(a) drifts by `f′ ΔP`, by `jump P` of the units whose kinks are `crossed`
 * (per site Σ (jump P)²), and by `f″ reach P d` of curved ones; P is the sum of what comes back through the maps.
 */
export const createDrift = (
  { layers, outgoing }: Wiring,
  sites: readonly BentSite[],
  strength: number,
): ((reach: Reach, distance: number, curves: readonly Shift[], crossed: readonly number[]) => number[]) => {
  const indexOf = new Map(sites.map(({ layer, before }, i) => [`${layer}/${before}`, i]));
  /** From the output downwards, what stands before the maps from each layer, and its own activation. */
  const steps = layers
    .slice(0, -1)
    .map(({ activation }, i) => ({
      s: i + 1,
      index: indexOf.get(`${i + 1}/null`),
      slope: activations[activation].bounds.slope,
      groups: [...new Set(outgoing[i + 1]!.map((wire) => wire.before))].map((before) => ({
        index: indexOf.get(`${i + 1}/${before}`),
        slope: activations[before].bounds.slope,
        wires: outgoing[i + 1]!.filter((wire) => wire.before === before),
      })),
    }))
    .reverse();
  return (reach, distance, curves, crossed) => {
    const drifts = sites.map(() => 0);
    const signals = layers.map(() => 0);
    signals[layers.length - 1] = strength * reach.output * distance;
    /** What a drift of P becomes behind f′. */
    const behind = (index: number | undefined, slope: number, drifted: number): number => {
      if (index === undefined) return slope * drifted;
      drifts[index] = drifted;
      const { bend } = sites[index]!;
      return slope * drifted + Math.sqrt(crossed[index]!) + bend * curves[index]!.pulled * distance;
    };
    for (const { s, index, slope, groups } of steps) {
      let back = 0;
      for (const group of groups) {
        let through = 0;
        for (const { to, index: map } of group.wires)
          through += reach.maps[to - 1]![map]!.whole * signals[to - 1]!;
        back += behind(group.index, group.slope, through);
      }
      signals[s - 1] = behind(index, slope, back);
    }
    return drifts;
  };
};
