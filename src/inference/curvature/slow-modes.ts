import type { Energy } from "../../energy/energy.ts";
import type { Iteration } from "../../energy/iteration.ts";
import type { Nudge } from "../../energy/state.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { manyLayers } from "./convex-way.ts";
import { extremeCurvatures, isSaddle } from "./curvature.ts";

/** Time constants of the slowest mode after which a walk is as near to its end as `follow` asks for: e⁻³ = 0.05. */
const timeConstants = 3;

/**
 * Those of the samples for which the map stands at a minimum that their dynamics can't come near to within a `time`: near it they decay
 * as e^{−κt}, κ the smallest curvature there. A residual chain of L layers has κ ~ (π/2L)², 1.5e-4 with 128 of them, so that a walk
 * would stop long before it shows anything. κ is measured from within: the slowest mode is no faster than that. Networks of
 * few layers are followed without the question.
 */
export const outOfReach = (
  linalg: Linalg,
  energy: Energy,
  map: Iteration,
  nudge: Nudge,
  samples: readonly number[],
  time: number,
): readonly number[] => {
  if (map.coordinates.length < manyLayers || samples.length === 0) return [];
  const curvatures = extremeCurvatures(linalg, energy, map.state(), nudge);
  const saddles = isSaddle(linalg, curvatures);
  return samples.filter((sample) => !saddles[sample] && curvatures.smallest[sample]! * time < timeConstants);
};
