import type { Energy } from "../../energy/energy.ts";
import type { State } from "../../energy/state.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { matricesOf, type Parameters, zeroParameters } from "../../network/parameters.ts";
import { eulerByForce } from "./euler-by-force.ts";

/** A plan for reading each layer's gradient at some step of inference. */
export interface Reading {
  readonly from: State;
  readonly lambda: number;
  readonly stepSize: number;
  /** The Euler step at which layer l = 1 … L is read: `W_{l−1}` and `b_{l−1}`. */
  readonly stepOf: (layer: number) => number;
}

/** The gradient of the mean loss as it is read along the dynamics of an energy, each layer at its own step. */
export const readAlong = (linalg: Linalg, energy: Energy, reading: Reading): Parameters => {
  const { from, lambda, stepSize, stepOf } = reading;
  const scale = 1 / (lambda * from[0]!.rows);
  const layers = energy.layout.layers.map((_, i) => i + 1);
  const steps = Math.max(...layers.map(stepOf));
  const gradient = zeroParameters(linalg, energy.layout);
  const now = zeroParameters(linalg, energy.layout);
  eulerByForce(linalg, energy, from, lambda, { stepSize, steps }, (step, state) => {
    const due = layers.filter((layer) => stepOf(layer) === step);
    if (due.length === 0) return;
    energy.parameterGradient(state, lambda, now);
    for (const layer of due) {
      const to = matricesOf(gradient.layers[layer - 1]!);
      matricesOf(now.layers[layer - 1]!).forEach((from, i) => {
        linalg.combine(scale, from, 0, from, to[i]!);
      });
    }
  });
  return gradient;
};
