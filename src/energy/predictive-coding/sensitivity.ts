import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import type { Rates } from "../../network/rates.ts";
import type { Wiring } from "../../network/wiring.ts";
import { backFromUnit, backThrough } from "./back-through.ts";
import type { CodingSite } from "./sites.ts";

/** Where an iteration in error coordinates stands, at rest or near it. */
export interface CodingPosition {
  readonly wiring: Wiring;
  readonly precisions: readonly number[];
  /** `e_1 … e_{L−1}`. */
  readonly errors: readonly Matrix[];
  /** `s_l = π_l e_l ∘ f′(a_l)`, l = 1 … L − 1, and `−λ ∂L/∂o`. */
  readonly signals: readonly Matrix[];
  readonly rates: Rates;
  /** ‖Cᵀ u‖² of the units that were asked for, by `source/layer/unit`, where no activation stands before the maps. */
  readonly columns: Map<string, number>;
}

/**
 * d argument / d slope of a unit at rest in error coordinates; the same for every engine. f of layer l: its slope θ sends
 * `π e θ C` down, so a source s moves by that over π_s, and a by `e ‖g′ ∘ Cᵀ u‖² π_l / π_s`, u the unit. Before the maps from layer s: θ is
 * the factor of what comes back through them, so x_s moves by that over π_s.
 */
export const kinkSensitivity = (
  linalg: Linalg,
  { wiring, precisions, errors, signals, rates, columns }: CodingPosition,
  site: CodingSite,
  sample: number,
  unit: number,
): number =>
  linalg.scope(() => {
    const { layer } = site;
    if (site.before !== null)
      return backThrough(linalg, wiring, signals, site, sample, unit) / precisions[layer - 1]!;
    const own = errors[layer - 1]!;
    const error = linalg.values(own)[sample * own.columns + unit]!;
    /** ‖Σ g′ ∘ Cᵀ u‖² over the maps from one source. */
    const squaredNorm = (source: number): number => {
      let norm = 0;
      const back = backFromUnit(linalg, { wiring, rates }, source, layer, sample, unit);
      for (const value of linalg.values(back)) norm += value * value;
      return norm;
    };
    let sensitivity = 0;
    const sources = new Set(wiring.layers[layer - 1]!.incoming.map(({ from }) => from));
    for (const source of sources) {
      if (source === 0) continue;
      const fixed = wiring.outgoing[source]!.every(({ to, before }) => to !== layer || before === "linear");
      const key = `${source}/${layer}/${unit}`;
      const norm = columns.get(key) ?? squaredNorm(source);
      if (fixed) columns.set(key, norm);
      sensitivity += (error * norm * precisions[layer - 1]!) / precisions[source - 1]!;
    }
    return sensitivity;
  });
