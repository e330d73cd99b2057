import type { HolomorphicEnergy } from "../energy/holomorphic.ts";
import type { State } from "../energy/state.ts";
import type { InferenceSettings } from "../inference/relax.ts";
import { relaxMap } from "../inference/relax-map.ts";
import { paired } from "../linalg/complex.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { type Layout, zeroParameters } from "../network/parameters.ts";
import type { Estimate, Phase, Supports } from "./estimator.ts";
import { anything } from "./supports.ts";

/** Only the built-in kernels compute with complex numbers, and only iterations find complex fixed points. */
export const holomorphicSupports: Supports = {
  ...anything,
  engines: ["builtin"],
  solvers: ["equilibrium"],
  activations: "holomorphic",
};

/** Real and imaginary part each take a pass forward and one back. */
export const complexPasses = (iterations: number): number => 4 * iterations;

/** Real products in a parameter gradient at complex activities: each part of the layers with each of the signals. */
export const complexGradients = 4;

export interface HolomorphicSettings {
  /** Radius of the circle of nudges, |λ|. */
  readonly radius: number;
  /** N, the number of nudges on it. */
  readonly points: number;
}

/**
 * Holomorphic nudging: `(1/N) Σ_k e^{−iθ_k} ∂F/∂θ(x(λ e^{iθ_k})) / λ`, `θ_k = 2πk/N`: the discrete Cauchy formula for
 * `d/dλ ∂F/∂θ` at 0, of the mean loss (Laborieux & Zenke 2022, Eq. 9). Error O(λ^N): N = 2 is symmetric nudging.
 */
export const holomorphicEstimate = (
  linalg: Linalg,
  energy: HolomorphicEnergy,
  layout: Layout,
  free: State,
  { radius, points }: HolomorphicSettings,
  inference: InferenceSettings,
): Omit<Estimate, "energy"> => {
  if (inference.solver !== "equilibrium")
    throw new Error("holomorphic nudging relaxes by fixed-point iteration, not by Euler steps");
  const gradient = zeroParameters(linalg, layout);
  const scale = 1 / (points * radius * free[0]!.rows);
  const relaxations: Phase[] = [];
  for (let k = 0; k < points; k++) {
    const [cosine, sine] = linalg.unitCircle((2 * Math.PI * k) / points);
    const lambda = { re: radius * cosine, im: radius * sine };
    const relaxation = relaxMap(linalg, energy.iteration(free, lambda), radius, inference);
    relaxations.push({ nudge: radius, relaxation });
    linalg.scope(() => {
      const { re, im } = energy.parameterGradient(paired(relaxation.state), lambda);
      linalg.addScaled(scale * cosine, re.all, gradient.all);
      linalg.addScaled(scale * sine, im.all, gradient.all);
    });
  }
  return { gradient, relaxations };
};
