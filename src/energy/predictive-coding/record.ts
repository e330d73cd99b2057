import type { Linalg } from "../../linalg/linalg.ts";
import { feedForward } from "../../network/feed-forward.ts";
import { flowOf, stateAt } from "../capabilities.ts";
import { clampedAtOne } from "../nudge.ts";
import { precisionsOf } from "../precisions.ts";
import type { EnergyRecord } from "../problem.ts";
import { type PredictiveCoding, predictiveCodingEnergy } from "./energy.ts";
import { predictiveCodingFlow } from "./flow.ts";
import { holomorphicPredictiveCoding } from "./holomorphic.ts";
import { predictiveCodingIteration } from "./iteration.ts";
import type { PredictiveCodingProblem } from "./problem.ts";

/** The energy of `energy.ts` with all that it can do beside, for a feed-forward pass that is known. */
export const bindPredictiveCoding = (linalg: Linalg, problem: PredictiveCodingProblem): PredictiveCoding => {
  const energy = predictiveCodingEnergy(linalg, problem);
  return {
    ...energy,
    flow: (from, nudge) =>
      from === "start" && problem.shifts === undefined
        ? predictiveCodingFlow(linalg, problem, clampedAtOne(nudge))
        : flowOf(linalg, energy, from, nudge),
    iteration: (from, nudge) => {
      const known = from === "start" && problem.shifts === undefined;
      const errors = known ? null : energy.errors(stateAt(energy, from));
      return predictiveCodingIteration(linalg, problem, clampedAtOne(nudge), errors);
    },
    holomorphic: () => holomorphicPredictiveCoding(linalg, problem),
  };
};

export const predictiveCoding: EnergyRecord = {
  name: "predictive-coding",
  formula: "½ Σ π_l ‖x_l − f(a_l)‖²",
  feedback: "kappa",
  truth: "backprop",
  refusal: () => null,
  bind: (linalg, problem, feedback) => {
    const { network, parameters, input } = problem;
    const pass = problem.pass ?? feedForward(linalg, network, parameters, input);
    return bindPredictiveCoding(linalg, {
      ...problem,
      pass,
      precisions: precisionsOf(network.sizes, feedback),
    });
  },
};
