import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { driveLayer, inputDrives } from "./drive.ts";
import { depth, type Network } from "./network.ts";
import type { Parameters } from "./parameters.ts";
import { fillRates, makeRates, type Rates } from "./rates.ts";
import { type Wiring, wire } from "./wiring.ts";

/** The feed-forward pass; index l − 1 holds layer l. */
export interface ForwardPass {
  readonly wiring: Wiring;
  /** `x_0` [batch, n_0]. */
  readonly input: Matrix;
  /** What the clamped input gives to each layer. */
  readonly drives: readonly (Matrix | null)[];
  /** `a_l` [batch, n_l], l = 1 … L; the last is the output o. */
  readonly preactivations: readonly Matrix[];
  /** `x_l = f(a_l)` [batch, n_l], l = 1 … L − 1. */
  readonly activities: readonly Matrix[];
  /** `f′(a_l)` [batch, n_l], l = 1 … L − 1. */
  readonly slopes: readonly Matrix[];
  /** `g(x_l)` and `g′(x_l)`, l = 0 … L − 1, where something stands before an outgoing map. */
  readonly rates: Rates;
}

/** The feed-forward pass of the network: `a_l = b_l + Σ_k c_k C_k g_k(x_from(k))`, `x_l = f_l(a_l)`, layer after layer. */
export const feedForward = (
  linalg: Linalg,
  network: Network,
  parameters: Parameters,
  input: Matrix,
): ForwardPass => passThrough(linalg, wire(linalg, network, parameters), input);

/** The feed-forward pass of a network that is bound already. */
export const passThrough = (linalg: Linalg, wiring: Wiring, input: Matrix): ForwardPass => {
  const drives = inputDrives(linalg, wiring, input);
  const rates = makeRates(linalg, wiring, input.rows);
  fillRates(linalg, rates[0]!, input);
  const preactivations: Matrix[] = [];
  const activities: Matrix[] = [];
  const slopes: Matrix[] = [];
  wiring.layers.forEach(({ units, activation }, i) => {
    const a = linalg.blank(input.rows, units);
    driveLayer(linalg, wiring, i + 1, drives, activities, rates, a);
    preactivations.push(a);
    if (i + 1 === depth(wiring.network)) return;
    const [x, slope] = [linalg.blank(input.rows, units), linalg.blank(input.rows, units)];
    linalg.activate(activation, a, x, slope);
    fillRates(linalg, rates[i + 1]!, x);
    activities.push(x);
    slopes.push(slope);
  });
  return { wiring, input, drives, preactivations, activities, slopes, rates };
};
