import type { Linalg, LossKind, Matrix } from "../linalg/linalg.ts";
import { pullLayer } from "./drive.ts";
import type { ForwardPass } from "./feed-forward.ts";
import { blankParameters, layoutOf, type Parameters } from "./parameters.ts";
import { type Rates, sent } from "./rates.ts";
import { unitsOfChannel } from "./shape.ts";
import type { Wiring } from "./wiring.ts";

/** The gradient of backpropagation at a feed-forward pass; sums over the batch. */
export interface BackpropGradient {
  /** `∂L/∂θ`, summed over the batch. */
  readonly parameters: Parameters;
  /** `∂L/∂x_l` [batch, n_l] per sample, l = 1 … L − 1. */
  readonly activities: readonly Matrix[];
}

/**
 * out = ∂E/∂θ, summed over the batch, given `signals_l = ∂E/∂a_l`, l = 1 … L: `∂E/∂C_k = c_k g_k(x_from) ⊗ signal_l`, of a dense map
 * `x_{l−1}ᵀ signal_l`, and `∂E/∂b_l = Σ signal_l`. `layers = [x_0 … x_{L−1}]`, whose rates are filled. Every layered energy ends here.
 */
export const gradientFromSignals = (
  linalg: Linalg,
  wiring: Wiring,
  layers: readonly Matrix[],
  rates: Rates,
  signals: readonly Matrix[],
  out: Parameters,
): void => {
  wiring.network.layers.forEach(({ shape, bias }, i) => {
    const signal = signals[i]!;
    const gradient = out.layers[i]!;
    for (const wire of wiring.layers[i]!.incoming) {
      const matrix = gradient.weights[wire.index];
      if (matrix) wire.map.gradient?.(sent(rates, wire, layers[wire.from]!), signal, matrix);
    }
    if (gradient.bias === null) return;
    if (bias === "unit") linalg.sumRows(signal, gradient.bias);
    else sumChannels(linalg, signal, unitsOfChannel(shape), gradient.bias);
  });
};

/** out [1, channels] = Σ over samples and the units of each channel. */
const sumChannels = (linalg: Linalg, signal: Matrix, units: number, out: Matrix): void =>
  linalg.scope(() => {
    const row = linalg.matrix(1, signal.columns);
    linalg.sumRows(signal, row);
    const [from, to] = [linalg.values(row), linalg.values(out)];
    for (let channel = 0, k = 0; channel < to.length; channel++) {
      let sum = 0;
      for (const end = k + units; k < end; k++) sum += from[k]!;
      to[channel] = sum;
    }
  });

/**
 * Backpropagation (Rumelhart et al. 1986): `δ_L = ∂L/∂o`, `∂L/∂x_s = Σ g′(x_s) ∘ (c Cᵀ δ_to)` over the maps from layer s,
 * `δ_s = ∂L/∂x_s ∘ f′(a_s)`, `∂L/∂C = c g(x_from) ⊗ δ_to`. Exact.
 */
export const backprop = (
  linalg: Linalg,
  pass: ForwardPass,
  loss: LossKind,
  target: Matrix,
): BackpropGradient => {
  const { wiring, preactivations, slopes, rates } = pass;
  const like = (x: Matrix): Matrix => linalg.matrix(x.rows, x.columns);
  const deltas = preactivations.map(like);
  linalg.outputError(loss, preactivations.at(-1)!, target, deltas.at(-1)!);
  const activities = pass.activities.map(like);
  for (let s = activities.length; s >= 1; s--) {
    const gradient = activities[s - 1]!;
    pullLayer(linalg, wiring, s, deltas, rates, gradient);
    linalg.scaledHadamard(1, gradient, slopes[s - 1]!, deltas[s - 1]!);
  }
  const parameters = blankParameters(linalg, layoutOf(wiring.network));
  gradientFromSignals(linalg, wiring, [pass.input, ...pass.activities], rates, deltas, parameters);
  return { parameters, activities };
};
