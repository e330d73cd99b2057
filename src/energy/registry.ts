import { exitCode, UserError } from "../errors.ts";
import type { Linalg } from "../linalg/linalg.ts";
import type { Energy } from "./energy.ts";
import { hopfield } from "./hopfield/record.ts";
import { layeredFeedback } from "./layered-feedback/energy.ts";
import { predictiveCoding } from "./predictive-coding/record.ts";
import type { Asked, EnergyRecord, Problem } from "./problem.ts";

/** The energies by name. To add one: write its file, and a line here. */
export const energies = {
  "predictive-coding": predictiveCoding,
  hopfield,
  "layered-feedback": layeredFeedback,
} as const satisfies Record<string, EnergyRecord>;

export type EnergyName = keyof typeof energies;

/** Their names, for configs. */
export const energyNames = Object.keys(energies) as [EnergyName, ...EnergyName[]];

/** The energies that support a network and a loss. */
export const energiesFor = (asked: Asked): readonly EnergyName[] =>
  energyNames.filter((name) => energies[name].refusal(asked) === null);

/**
 * Binds an energy to a problem: by the problem's engine where that computes in this precision, else by the built-in one. Throws
 * `UserError` (usage) where the energy does not support the network or the loss, or the engine does not have the energy.
 */
export const bindEnergy = (linalg: Linalg, energy: EnergyRecord, problem: Problem, feedback = 1): Energy => {
  const refusal = energy.refusal(problem);
  if (refusal !== null) throw new UserError(exitCode.usage, `${energy.name}: ${refusal}`);
  const { engine } = problem;
  if (engine?.precision !== linalg.precision) return energy.bind(linalg, problem, feedback);
  const maker = engine.makers[energy.name];
  if (maker !== undefined) return maker(linalg, problem, feedback);
  throw new UserError(
    exitCode.usage,
    `expected one of the energies ${Object.keys(engine.makers).join(", ")} with the engine ${engine.name}, found ${energy.name}; ` +
      "use the built-in engine for it",
  );
};
