import type { Energy } from "../../energy/energy.ts";
import type { Nudge, State } from "../../energy/state.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { manyLayers } from "./convex-way.ts";
import { extremeCurvatures, isSaddle } from "./curvature.ts";

/** Time constants of the slowest mode after which a walk is as near to its end as `follow` asks for: e⁻³ = 0.05. */
const timeConstants = 3;

/** Least dimensions of the Krylov space, and how many a layer: a mode is as long as the chain of layers. */
const dimensions = { least: 60, ofLayer: 2 };

/**
 * Those of the samples whose dynamics can't come near to their end within a `time`: near a minimum they decay as e^{−κt}, κ the
 * smallest curvature, here at the state where the phase begins, since at a kink differences of forces see none. A residual chain of L
 * layers has κ ~ (π/2L)², 1.5e-4 with 128 of them, so that a walk by Euler steps would stop long before it shows anything. κ is measured
 * from within: the slowest mode is no faster than that. Networks of few layers are followed without the question, and what is no
 * minimum, for it will be left.
 */
export const outOfReach = (
  linalg: Linalg,
  energy: Energy,
  state: State,
  nudge: Nudge,
  samples: readonly number[],
  time: number,
): readonly number[] => {
  if (state.length < manyLayers || samples.length === 0) return [];
  const most = Math.max(dimensions.least, dimensions.ofLayer * state.length);
  const curvatures = extremeCurvatures(linalg, energy, state, nudge, most);
  const saddles = isSaddle(linalg, curvatures);
  return samples.filter((sample) => !saddles[sample] && curvatures.smallest[sample]! * time < timeConstants);
};
