import { complexHadamard, complexMatrix } from "../linalg/complex.ts";
import type { Complex, Linalg, Matrix } from "../linalg/linalg.ts";
import type { ActivationKind } from "../network/activation.ts";
import { gradientFromSignals } from "../network/backprop.ts";
import { layoutOf, type Parameters, zeroParameters } from "../network/parameters.ts";
import type { Rates } from "../network/rates.ts";
import type { Wire, Wiring } from "../network/wiring.ts";

// The wiring at complex activities: maps are linear, so they act on real and imaginary part alike.

/** A real function of the parameters, continued to complex activities: its parameter gradient has two parts. */
export interface ComplexParameters {
  readonly re: Parameters;
  readonly im: Parameters;
}

/** What a layer sends through one activation, at a complex state. */
export interface ComplexRate {
  readonly before: ActivationKind;
  readonly value: Complex;
  readonly slope: Complex;
}

export type ComplexRates = readonly (readonly ComplexRate[])[];

const likeComplex = (linalg: Linalg, { re }: Complex): Complex => complexMatrix(linalg, re.rows, re.columns);

/** g(x) and g′(x) of what a layer at a complex state sends. */
export const complexRatesOf = (
  linalg: Linalg,
  wiring: Wiring,
  source: number,
  x: Complex,
): readonly ComplexRate[] => {
  const kinds = new Set(wiring.outgoing[source]?.map(({ before }) => before));
  return [...kinds]
    .filter((before) => before !== "linear")
    .map((before) => {
      const [value, slope] = [likeComplex(linalg, x), likeComplex(linalg, x)];
      linalg.activateComplex(before, x, value, slope);
      return { before, value, slope };
    });
};

const sentComplex = (rates: ComplexRates, { from, before }: Wire, x: Complex): Complex =>
  before === "linear" ? x : rates[from]!.find((rate) => rate.before === before)!.value;

/** a_l at complex states of the layers below; the input's part is real. */
export const driveComplexLayer = (
  linalg: Linalg,
  wiring: Wiring,
  l: number,
  drives: readonly (Matrix | null)[],
  states: readonly Complex[],
  rates: ComplexRates,
): Complex => {
  const { units, bias, incoming } = wiring.layers[l - 1]!;
  const fromInput = drives[l - 1]!;
  const a = complexMatrix(linalg, states[0]!.re.rows, units);
  if (fromInput !== null) linalg.copy(fromInput, a.re);
  else if (bias !== null) linalg.repeatRow(bias, a.re);
  for (const wire of incoming) {
    if (wire.from === 0) continue;
    const x = sentComplex(rates, wire, states[wire.from - 1]!);
    wire.map.drive(x.re, a.re);
    wire.map.drive(x.im, a.im);
  }
  return a;
};

/** back += Σ g′ ∘ (c Cᵀ signal_to) over the wires from layer s. */
export const pullComplexLayer = (
  linalg: Linalg,
  wiring: Wiring,
  s: number,
  signals: readonly Complex[],
  rates: ComplexRates,
  back: Complex,
): void => {
  const pull = ({ to, map }: Wire, into: Complex): void => {
    map.pull(signals[to - 1]!.re, into.re);
    map.pull(signals[to - 1]!.im, into.im);
  };
  const wires = wiring.outgoing[s]!;
  for (const wire of wires) if (wire.before === "linear") pull(wire, back);
  for (const { before, slope } of rates[s] ?? []) {
    linalg.scope(() => {
      const [through, turned] = [likeComplex(linalg, back), likeComplex(linalg, back)];
      for (const wire of wires) if (wire.before === before) pull(wire, through);
      complexHadamard(linalg, 1, through, slope, turned);
      linalg.addScaled(1, turned.re, back.re);
      linalg.addScaled(1, turned.im, back.im);
    });
  }
};

/** ∂E/∂θ, summed over the batch, given complex `signals_l = ∂E/∂a_l`; `layers = [x_0 … x_{L−1}]`. */
export const complexGradient = (
  linalg: Linalg,
  wiring: Wiring,
  layers: readonly Complex[],
  rates: ComplexRates,
  signals: readonly Complex[],
): ComplexParameters => {
  const part = (x: "re" | "im", s: "re" | "im"): Parameters => {
    const gradient = zeroParameters(linalg, layoutOf(wiring.network));
    const parts: Rates = rates.map((layer) =>
      layer.map(({ before, value, slope }) => ({ before, value: value[x], slope: slope[x] })),
    );
    gradientFromSignals(
      linalg,
      wiring,
      layers.map((layer) => layer[x]),
      parts,
      signals.map((signal) => signal[s]),
      gradient,
    );
    return gradient;
  };
  const [re, imIm, im, imRe] = [part("re", "re"), part("im", "im"), part("re", "im"), part("im", "re")];
  // Biases have the constant layer 1, whose imaginary part is 0.
  for (const bias of [...imIm.biases, ...imRe.biases]) linalg.values(bias).fill(0);
  linalg.addScaled(-1, imIm.all, re.all);
  linalg.addScaled(1, imRe.all, im.all);
  return { re, im };
};
