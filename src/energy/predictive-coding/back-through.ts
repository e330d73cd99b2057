import type { Linalg, Matrix } from "../../linalg/linalg.ts";
import type { Rates } from "../../network/rates.ts";
import type { Wiring } from "../../network/wiring.ts";
import { selectRows } from "../select-rows.ts";
import type { CodingSite } from "./sites.ts";

/** What maps read where an iteration in error coordinates stands. */
interface Position {
  readonly wiring: Wiring;
  readonly rates: Rates;
}

/** `Σ g′(x_s) ∘ Cᵀ u` [1, n_s] over the maps from source s to a layer, u the unit there, for one sample: how a_u follows x_s. */
export const backFromUnit = (
  linalg: Linalg,
  { wiring, rates }: Position,
  source: number,
  layer: number,
  sample: number,
  unit: number,
): Matrix => {
  const basis = linalg.matrix(1, wiring.layers[layer - 1]!.units);
  linalg.values(basis)[unit] = 1;
  const back = linalg.matrix(1, wiring.layers[source - 1]!.units);
  for (const wire of wiring.outgoing[source]!) {
    if (wire.to !== layer) continue;
    const through = linalg.matrix(1, back.columns);
    wire.map.pull(basis, through);
    const rate = rates[source]!.find((each) => each.before === wire.before);
    if (rate !== undefined) {
      const slope = selectRows(linalg, rate.slope, [sample]);
      linalg.scaledHadamard(1, through, slope, through);
    }
    linalg.addScaled(1, through, back);
  }
  return back;
};

/** What the signals `s_l` send back to a unit through the maps from its layer behind one activation, without its slope. */
export const backThrough = (
  linalg: Linalg,
  wiring: Wiring,
  signals: readonly Matrix[],
  { layer, before }: CodingSite,
  sample: number,
  unit: number,
): number => {
  const through = linalg.matrix(1, wiring.layers[layer - 1]!.units);
  for (const wire of wiring.outgoing[layer]!) {
    if (wire.before === before) wire.map.pull(selectRows(linalg, signals[wire.to - 1]!, [sample]), through);
  }
  return linalg.values(through)[unit]!;
};
