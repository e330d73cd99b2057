import { feedForward } from "../network/feed-forward.ts";
import type { Energy } from "./energy.ts";
import { hopfield } from "./hopfield.ts";
import { layeredFeedback } from "./layered-feedback.ts";
import { fadingPrecisions, unitPrecisions } from "./precisions.ts";
import { predictiveCoding } from "./predictive-coding.ts";
import type { EnergyMaker } from "./problem.ts";

const builtin = {
  "predictive-coding": (linalg, problem, feedback) => {
    const { sizes } = problem.network;
    const pass = feedForward(linalg, problem.network, problem.parameters, problem.input);
    const precisions = feedback === 1 ? unitPrecisions(sizes) : fadingPrecisions(sizes, feedback);
    return predictiveCoding(linalg, { ...problem, pass, precisions });
  },
  hopfield: (linalg, problem) => hopfield(linalg, problem),
  "layered-feedback": (linalg, problem, feedback) => layeredFeedback(linalg, { ...problem, feedback }),
} as const satisfies Record<string, EnergyMaker>;

export type EnergyName = keyof typeof builtin;

/** The maker of the problem's own engine where that is its precision, else the built-in one. */
const byEngine =
  (name: EnergyName): EnergyMaker =>
  (linalg, problem, feedback) => {
    const { engine } = problem;
    const maker = engine?.precision === linalg.precision ? engine.makerOf(name) : builtin[name];
    return maker(linalg, problem, feedback);
  };

/** The energies by name. To add one: write its file, and a line above. */
export const energies = Object.fromEntries(
  (Object.keys(builtin) as EnergyName[]).map((name) => [name, byEngine(name)]),
) as { readonly [Name in EnergyName]: (...bound: Parameters<(typeof builtin)[Name]>) => Energy };
