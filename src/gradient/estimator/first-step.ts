import type { Energy } from "../../energy/energy.ts";
import { bindEnergy, energies } from "../../energy/registry.ts";
import type { State } from "../../energy/state.ts";
import { relaxByEuler } from "../../inference/solver/euler.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { matricesOf, type Parameters, zeroParameters } from "../../network/parameters.ts";
import type { Estimator } from "../estimator.ts";
import { coding } from "../nudging.ts";
import { anything } from "../supports.ts";

export interface FirstStepSettings {
  /** λ of the loss. */
  readonly lambda: number;
  /** η of the Euler steps; the estimate is divided by η^{L−l}, so any η gives the same. */
  readonly stepSize: number;
}

/**
 * The first-step algorithm, Z-IL (Song et al. 2020; Millidge et al. 2022, Eq. 12–14): `W_{l−1}` and `b_{l−1}` are read at the
 * inference step L − l, when the wave of errors from the output arrives at layer l and the layers below still rest. There
 * `ε_l = η^{L−l} · (−λ ∂L/∂x_l)`. Exact for an energy whose free phase is the feed-forward pass.
 */
export const firstStepEstimate = (
  linalg: Linalg,
  energy: Energy,
  settings: FirstStepSettings,
): Parameters => {
  const { lambda, stepSize } = settings;
  const layers = energy.layout.layers.length;
  const gradient = zeroParameters(linalg, energy.layout);
  const reading = zeroParameters(linalg, energy.layout);
  let scale = 1 / (lambda * energy.start[0]!.rows);
  const read = (step: number, state: State): void => {
    const l = layers - step;
    if (l < 1) return;
    energy.parameterGradient(state, lambda, reading);
    const to = matricesOf(gradient.layers[l - 1]!);
    matricesOf(reading.layers[l - 1]!).forEach((from, i) => {
      linalg.combine(scale, from, 0, from, to[i]!);
    });
    scale /= stepSize;
  };
  const euler = {
    solver: "euler",
    stepSize,
    steps: layers - 1,
    order: "simultaneous",
    tolerance: 0,
  } as const;
  relaxByEuler(linalg, energy, "start", lambda, euler, read);
  return gradient;
};

/** Z-IL with η = 1: no limit to take, so λ changes nothing but rounding. One Euler step for each layer below the output. */
export const firstStep: Estimator = {
  ...coding,
  name: "first-step",
  label: "First step (Z-IL)",
  scheme: "first-step",
  order: null,
  source: "Song et al. 2020, Eq. 12–14",
  supports: {
    ...anything,
    networks: { inARow: "with skips the first signal to arrive is that of the shortest way alone" },
  },
  reads: [],
  passes: ({ layers }) => 1 + 2 * (layers - 1),
  gradients: ({ layers }) => layers,
  estimate: ({ linalg, problem }, lambda) => {
    const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
    const gradient = firstStepEstimate(linalg, energy, { lambda, stepSize: 1 });
    return { gradient, relaxations: [], energy: null };
  },
};
