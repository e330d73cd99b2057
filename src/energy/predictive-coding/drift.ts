import { type ActivationKind, activations } from "../../network/activation.ts";
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
  const factorOf = (layer: number, before: ActivationKind | null, kind: ActivationKind): Factor => ({
    site: sites.findIndex((site) => site.layer === layer && site.before === before),
    slope: activations[kind].bounds.slope,
  });
  /** Of each layer below the output, from the top: its f, and what stands before the maps from it. */
  const steps = layers
    .slice(0, -1)
    .map(({ activation }, i) => ({
      layer: i + 1,
      own: factorOf(i + 1, null, activation),
      groups: [...new Set(outgoing[i + 1]!.map(({ before }) => before))].map((before) => ({
        factor: factorOf(i + 1, before, before),
        wires: outgoing[i + 1]!.filter((wire) => wire.before === before),
      })),
    }))
    .reverse();
  return (reach, distance, curves, crossed) => {
    const drifts = sites.map(() => 0);
    const signals = layers.map(() => 0);
    signals[layers.length - 1] = strength * reach.output * distance;
    /** What a drift of P becomes behind f′. */
    const behind = ({ site, slope }: Factor, drifted: number): number => {
      if (site < 0) return slope * drifted;
      drifts[site] = drifted;
      return (
        slope * drifted + Math.sqrt(crossed[site]!) + sites[site]!.bend * curves[site]!.pulled * distance
      );
    };
    for (const { layer, own, groups } of steps) {
      let back = 0;
      for (const { factor, wires } of groups) {
        let through = 0;
        for (const { to, index } of wires) through += reach.maps[to - 1]![index]!.whole * signals[to - 1]!;
        back += behind(factor, through);
      }
      signals[layer - 1] = behind(own, back);
    }
    return drifts;
  };
};

/** What a signal meets on its way down: the index of its site, −1 where it is linear, and the largest slope. */
interface Factor {
  readonly site: number;
  readonly slope: number;
}
