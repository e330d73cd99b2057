import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import type { Rates } from "../../network/rates.ts";
import type { Wire, Wiring } from "../../network/wiring.ts";
import { selectRows } from "../select-rows.ts";
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
  { layer, before }: CodingSite,
  sample: number,
  unit: number,
): number =>
  linalg.scope(() => {
    const rowOf = (matrix: Matrix): Matrix => selectRows(linalg, matrix, [sample]);
    if (before !== null) {
      const through = linalg.matrix(1, errors[layer - 1]!.columns);
      for (const wire of wiring.outgoing[layer]!) {
        if (wire.before === before) wire.map.pull(rowOf(signals[wire.to - 1]!), through);
      }
      return linalg.values(through)[unit]! / precisions[layer - 1]!;
    }
    const own = errors[layer - 1]!;
    const error = linalg.values(own)[sample * own.columns + unit]!;
    /** ‖Σ g′ ∘ Cᵀ u‖² over the maps from one source. */
    const squaredNorm = (wires: readonly Wire[], source: number): number => {
      const basis = linalg.matrix(1, own.columns);
      linalg.values(basis)[unit] = 1;
      const back = linalg.matrix(1, errors[source - 1]!.columns);
      for (const wire of wires) {
        const through = linalg.matrix(1, back.columns);
        wire.map.pull(basis, through);
        const rate = rates[source]!.find((each) => each.before === wire.before);
        if (rate !== undefined) linalg.scaledHadamard(1, through, rowOf(rate.slope), through);
        linalg.addScaled(1, through, back);
      }
      let norm = 0;
      for (const value of linalg.values(back)) norm += value * value;
      return norm;
    };
    let sensitivity = 0;
    const sources = new Set(wiring.layers[layer - 1]!.incoming.map(({ from }) => from));
    for (const source of sources) {
      if (source === 0) continue;
      const wires = wiring.outgoing[source]!.filter(({ to }) => to === layer);
      const fixed = wires.every((wire) => wire.before === "linear");
      const key = `${source}/${layer}/${unit}`;
      const norm = columns.get(key) ?? squaredNorm(wires, source);
      if (fixed) columns.set(key, norm);
      sensitivity += (error * norm * precisions[layer - 1]!) / precisions[source - 1]!;
    }
    return sensitivity;
  });
