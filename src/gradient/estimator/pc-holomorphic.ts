import { unitPrecisions } from "../../energy/precisions.ts";
import { holomorphicPredictiveCoding } from "../../energy/predictive-coding/holomorphic.ts";
import { passOf } from "../../energy/problem.ts";
import { bindEnergy, energies } from "../../energy/registry.ts";
import { layoutOf } from "../../network/parameters.ts";
import type { Estimator } from "../estimator.ts";
import { complexGradients, complexPasses, holomorphicEstimate, holomorphicSupports } from "../holomorphic.ts";
import { coding } from "../nudging.ts";

/** Predictive coding nudged at N points of a circle in the complex plane (Laborieux & Zenke 2022). Error O(λ^N). */
export const pcHolomorphic = (points: number): Estimator => ({
  ...coding,
  name: `pc-holomorphic-${points}`,
  label: `PC, ${points} points on a circle`,
  scheme: `holomorphic-${points}`,
  order: points,
  source: "Laborieux & Zenke 2022",
  supports: holomorphicSupports,
  passes: ({ iterations }) => 1 + complexPasses(iterations),
  gradients: () => complexGradients * points,
  estimate: ({ linalg, problem, inference }, radius) => {
    const { network } = problem;
    const pass = passOf(linalg, problem);
    const precisions = unitPrecisions(network.sizes);
    const continued = holomorphicPredictiveCoding(linalg, { ...problem, pass, precisions });
    const circle = { radius, points };
    return {
      ...holomorphicEstimate(linalg, continued, layoutOf(network), pass.activities, circle, inference),
      energy: bindEnergy(linalg, energies["predictive-coding"], problem),
    };
  },
});
