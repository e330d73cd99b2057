import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import type { ActivationKind } from "../../network/activation.ts";
import type { Rate, Rates } from "../../network/rates.ts";
import type { KinkSite, KinkSlope, Kinks } from "../kinks.ts";
import type { CodingSite } from "./sites.ts";

/** The slopes of the units that are pinned to their kinks, by site and by entry of its matrix; the same for every engine. */
export interface Pins {
  /** Gives an entry of a site a slope, or with `null` its usual one. */
  readonly pin: (site: number, entry: number, slope: number | null) => void;
  readonly clear: () => void;
  readonly isEmpty: () => boolean;
  readonly at: (site: number) => ReadonlyMap<number, number>;
}

export const createPins = (sites: readonly CodingSite[]): Pins => {
  const pins = sites.map(() => new Map<number, number>());
  return {
    pin: (site, entry, slope) => {
      if (slope === null) pins[site]!.delete(entry);
      else pins[site]!.set(entry, slope);
    },
    clear: () => {
      for (const pinned of pins) pinned.clear();
    },
    isEmpty: () => pins.every((pinned) => pinned.size === 0),
    at: (site) => pins[site]!,
  };
};

/** What an iteration in error coordinates was at, per layer. */
interface Position {
  readonly preactivations: readonly Matrix[];
  readonly states: readonly Matrix[];
}

/** The kinks of an iteration in error coordinates whose pinned units are `pins`; null where it has none. */
export const kinksAt = (
  sites: readonly CodingSite[],
  { preactivations, states }: Position,
  pins: Pick<Pins, "pin">,
  sensitivity: (site: CodingSite, sample: number, unit: number) => number,
): Kinks | null => {
  const own = sites.map(
    ({ layer, before, oneSided }): KinkSite => ({
      argument: before === null ? preactivations[layer - 1]! : states[layer - 1]!,
      oneSided,
    }),
  );
  if (own.length === 0) return null;
  return {
    sites: own,
    pin: (site, sample, unit, slope) => pins.pin(site, sample * own[site]!.argument.columns + unit, slope),
    sensitivity: (site, sample, unit) => sensitivity(sites[site]!, sample, unit),
  };
};

/** Replaces what the pinned units of an activation answer by slope · argument, and their slopes. */
export type Answer = (layer: number, before: ActivationKind | null, argument: Matrix, value: Matrix) => void;

/** For the built-in engine: `slopes` of f layer by layer, and `rates` before the maps. */
export const answerOf = (
  linalg: Linalg,
  sites: readonly CodingSite[],
  pins: Pick<Pins, "at">,
  { slopes, rates }: { readonly slopes: readonly Matrix[]; readonly rates: Rates },
): Answer => {
  const slopesAt = sites.map(({ layer, before }): Matrix => {
    const isOf = (rate: Rate): boolean => rate.before === before;
    return before === null ? slopes[layer - 1]! : rates[layer]!.find(isOf)!.slope;
  });
  return (layer, before, argument, value) => {
    sites.forEach((site, index) => {
      if (site.layer !== layer || site.before !== before) return;
      for (const [entry, slope] of pins.at(index)) {
        linalg.values(value)[entry] = slope * linalg.values(argument)[entry]!;
        linalg.values(slopesAt[index]!)[entry] = slope;
      }
    });
  };
};

/** `f′(a_l)` of the units that rest on a kink, layer by layer: what stands before a map enters ∂F/∂C by its value alone. */
export const fillKinkSlopes = (
  linalg: Linalg,
  sites: readonly CodingSite[],
  onKinks: readonly KinkSlope[],
  slopes: readonly Matrix[],
): void => {
  for (const { site, sample, unit, slope } of onKinks) {
    const { layer, before } = sites[site]!;
    if (before !== null) continue;
    const matrix = slopes[layer - 1]!;
    linalg.values(matrix)[sample * matrix.columns + unit] = slope;
  }
};
