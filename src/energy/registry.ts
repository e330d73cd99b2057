import type { Linalg } from "../linalg/linalg.ts";
import { feedForward } from "../network/feed-forward.ts";
import type { Energy } from "./energy.ts";
import { hopfield } from "./hopfield.ts";
import { layeredFeedback } from "./layered-feedback.ts";
import { fadingPrecisions, unitPrecisions } from "./precisions.ts";
import { predictiveCoding } from "./predictive-coding.ts";
import type { Problem } from "./problem.ts";

/**
 * Binds an energy to a problem. `feedback`, in (0, 1], is how strong signals from above are against those from below: the
 * energy's γ or κ. 1 where the energy has no such dial.
 */
export type EnergyMaker = (linalg: Linalg, problem: Problem, feedback: number) => Energy;

/** The energies by name. To add one: write its file, and a line here. */
export const energies = {
  "predictive-coding": (linalg, problem, feedback) => {
    const { sizes } = problem.network;
    const pass = feedForward(linalg, problem.network, problem.parameters, problem.input);
    const precisions = feedback === 1 ? unitPrecisions(sizes) : fadingPrecisions(sizes, feedback);
    return predictiveCoding(linalg, { ...problem, pass, precisions });
  },
  hopfield: (linalg, problem) => hopfield(linalg, problem),
  "layered-feedback": (linalg, problem, feedback) => layeredFeedback(linalg, { ...problem, feedback }),
} as const satisfies Record<string, EnergyMaker>;

export type EnergyName = keyof typeof energies;
