import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { fillRates, makeRates, type Rate, type Rates, sent } from "./rates.ts";
import type { Wire, Wiring } from "./wiring.ts";

/**
 * What the clamped input and the biases give to each layer, the same at every state: `b_l + Σ_{k: from(k)=0} c_k C_k g_k(x_0)`
 * [batch, n_l], l = 1 … L. Null for layers that have neither.
 */
export const inputDrives = (linalg: Linalg, wiring: Wiring, input: Matrix): readonly (Matrix | null)[] => {
  const rates = makeRates(linalg, wiring, input.rows);
  fillRates(linalg, rates[0]!, input);
  return wiring.layers.map((layer) => {
    const fromInput = layer.incoming.filter(({ from }) => from === 0);
    if (fromInput.length === 0) return null;
    const drive = linalg.matrix(input.rows, layer.units);
    if (layer.bias !== null) linalg.repeatRow(layer.bias, drive);
    for (const wire of fromInput) wire.map.drive(sent(rates, wire, input), drive);
    return drive;
  });
};

/** a_l = what the input gives + Σ c C g(x_from) over the layers below; `states[s − 1]` is x_s, whose rates are filled. */
export const driveLayer = (
  linalg: Linalg,
  wiring: Wiring,
  l: number,
  drives: readonly (Matrix | null)[],
  states: readonly Matrix[],
  rates: Rates,
  a: Matrix,
): void => {
  const { bias, incoming } = wiring.layers[l - 1]!;
  const fromInput = drives[l - 1]!;
  if (fromInput !== null) linalg.copy(fromInput, a);
  else if (bias !== null) linalg.repeatRow(bias, a);
  else linalg.clear(a);
  for (const wire of incoming) {
    if (wire.from > 0) wire.map.drive(sent(rates, wire, states[wire.from - 1]!), a);
  }
};

/** back += Σ g′ ∘ (c Cᵀ signal_to) over the wires from layer s; `signals[l − 1]` is that of layer l. */
export const pullLayer = (
  linalg: Linalg,
  wiring: Wiring,
  s: number,
  signals: readonly Matrix[],
  rates: Rates,
  back: Matrix,
): void => pullWires(linalg, wiring.outgoing[s]!, signals, rates[s]!, back);

/** back = the same, summed from 0. */
export const pulledLayer = (
  linalg: Linalg,
  wiring: Wiring,
  s: number,
  signals: readonly Matrix[],
  rates: Rates,
  back: Matrix,
): void => {
  const wires = wiring.outgoing[s]!;
  const first = wires.find(({ before }) => before === "linear");
  if (first?.map.pullAlone === undefined) {
    linalg.clear(back);
    pullWires(linalg, wires, signals, rates[s]!, back);
    return;
  }
  first.map.pullAlone(signals[first.to - 1]!, back);
  const others = wires.filter((wire) => wire !== first);
  pullWires(linalg, others, signals, rates[s]!, back);
};

/** back += what comes through some wires from one layer: first of those that start at its state, then behind each activation before a map. */
const pullWires = (
  linalg: Linalg,
  wires: readonly Wire[],
  signals: readonly Matrix[],
  rates: readonly Rate[],
  back: Matrix,
): void => {
  for (const { before, to, map } of wires) if (before === "linear") map.pull(signals[to - 1]!, back);
  for (const { before, slope } of rates) {
    linalg.scope(() => {
      const through = linalg.matrix(back.rows, back.columns);
      for (const wire of wires) if (wire.before === before) wire.map.pull(signals[wire.to - 1]!, through);
      linalg.scaledHadamard(1, through, slope, through);
      linalg.addScaled(1, through, back);
    });
  }
};
