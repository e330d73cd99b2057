import { exitCode, UserError } from "../errors.ts";
import type { Linalg } from "../linalg/linalg.ts";
import { feedForward } from "../network/feed-forward.ts";
import type { Energy } from "./energy.ts";
import { hopfield } from "./hopfield.ts";
import { layeredFeedback } from "./layered-feedback.ts";
import { fadingPrecisions, unitPrecisions } from "./precisions.ts";
import { predictiveCoding } from "./predictive-coding.ts";
import type { EnergyMakers, EnergyName, Problem } from "./problem.ts";

export type { EnergyName } from "./problem.ts";

const builtin: EnergyMakers = {
  "predictive-coding": (linalg, problem, feedback) => {
    const { sizes } = problem.network;
    const pass = feedForward(linalg, problem.network, problem.parameters, problem.input);
    const precisions = feedback === 1 ? unitPrecisions(sizes) : fadingPrecisions(sizes, feedback);
    return predictiveCoding(linalg, { ...problem, pass, precisions });
  },
  hopfield: (linalg, problem) => hopfield(linalg, problem),
  "layered-feedback": (linalg, problem, feedback) => layeredFeedback(linalg, { ...problem, feedback }),
};

/** The maker of the problem's engine where that computes in this precision, else the built-in one. */
const choose = <Name extends EnergyName>(
  name: Name,
  linalg: Linalg,
  { engine }: Problem,
): EnergyMakers[Name] => {
  if (engine?.precision !== linalg.precision) return builtin[name];
  const maker = engine.makers[name];
  if (maker !== undefined) return maker;
  throw new UserError(
    exitCode.usage,
    `expected one of the energies ${Object.keys(engine.makers).join(", ")} with the engine ${engine.name}, found ${name}; ` +
      "use the built-in engine for it",
  );
};

/** The energies by name. To add one: write its file, a line above, here and in `EnergyMakers`. */
export const energies: EnergyMakers = {
  "predictive-coding": (linalg, problem, feedback) =>
    choose("predictive-coding", linalg, problem)(linalg, problem, feedback),
  hopfield: (linalg, problem): Energy => choose("hopfield", linalg, problem)(linalg, problem),
  "layered-feedback": (linalg, problem, feedback) =>
    choose("layered-feedback", linalg, problem)(linalg, problem, feedback),
};
