import { holomorphicHopfield } from "../../energy/hopfield/holomorphic.ts";
import { bindEnergy, energies } from "../../energy/registry.ts";
import { relax } from "../../inference/relax.ts";
import type { Estimator } from "../estimator.ts";
import { complexGradients, complexPasses, holomorphicEstimate, holomorphicSupports } from "../holomorphic.ts";
import { propagation } from "../nudging.ts";

/** Equilibrium propagation at N points of a circle in the complex plane (Laborieux & Zenke 2022, Eq. 9). Error O(λ^N). */
export const epHolomorphic = (points: number): Estimator => ({
  ...propagation,
  name: `ep-holomorphic-${points}`,
  label: `EP, ${points} points on a circle`,
  scheme: `holomorphic-${points}`,
  order: points,
  source: "Laborieux & Zenke 2022",
  supports: holomorphicSupports,
  passes: ({ iterations }) => complexPasses(iterations),
  gradients: () => complexGradients * points,
  estimate: ({ linalg, problem, inference }, radius) => {
    const energy = bindEnergy(linalg, energies.hopfield, problem);
    const free = relax(linalg, energy, "start", 0, inference).state;
    const continued = holomorphicHopfield(linalg, problem);
    return {
      ...holomorphicEstimate(linalg, continued, energy.layout, free, { radius, points }, inference),
      energy,
    };
  },
});
