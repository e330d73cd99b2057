import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { ActivationKind } from "./activation.ts";
import type { Wire, Wiring } from "./wiring.ts";

/** What a layer sends through one activation: g(x) and g′(x). */
export interface Rate {
  readonly before: ActivationKind;
  readonly value: Matrix;
  readonly slope: Matrix;
}

/** What the layers 0 … L − 1 send: for each the activations other than linear that stand before its outgoing maps. */
export type Rates = readonly (readonly Rate[])[];

/** Room for the rates of a batch. */
export const makeRates = (linalg: Linalg, wiring: Wiring, batch: number): Rates =>
  wiring.outgoing.map((wires, source) => {
    const kinds = new Set(wires.map(({ before }) => before).filter((before) => before !== "linear"));
    const units = wiring.network.sizes[source]!;
    return [...kinds].map((before) => ({
      before,
      value: linalg.blank(batch, units),
      slope: linalg.blank(batch, units),
    }));
  });

/** g(x) and g′(x) of one layer. */
export const fillRates = (linalg: Linalg, rates: readonly Rate[], x: Matrix): void => {
  for (const { before, value, slope } of rates) linalg.activate(before, x, value, slope);
};

/** What goes through a wire, where x is the state of its source. */
export const sent = (rates: Rates, { from, before }: Wire, x: Matrix): Matrix =>
  before === "linear" ? x : rates[from]!.find((rate) => rate.before === before)!.value;

/** Rates of a state: those of layer 0 are known from the pass. */
export const ratesAt = (
  linalg: Linalg,
  wiring: Wiring,
  ofInput: readonly Rate[],
  state: readonly Matrix[],
): Rates => {
  const rates = makeRates(linalg, wiring, state[0]!.rows);
  state.forEach((x, i) => {
    fillRates(linalg, rates[i + 1] ?? [], x);
  });
  return [ofInput, ...rates.slice(1)];
};

/** Where every map takes the states themselves. */
export const noRates = (wiring: Wiring): Rates => wiring.outgoing.map(() => []);
