import { exitCode, UserError } from "../errors.ts";
import { hopfield } from "./hopfield/energy.ts";
import { layeredFeedback } from "./layered-feedback/energy.ts";
import { fadingPrecisions, unitPrecisions } from "./precisions.ts";
import { predictiveCoding } from "./predictive-coding/energy.ts";
import { type EnergyMaker, passOf } from "./problem.ts";

/** The built-in energies by name. To add one: write its file, and a line here. */
const builtin = {
  "predictive-coding": (linalg, problem, feedback) => {
    const { sizes } = problem.network;
    const pass = passOf(linalg, problem);
    const precisions = feedback === 1 ? unitPrecisions(sizes) : fadingPrecisions(sizes, feedback);
    return predictiveCoding(linalg, { ...problem, pass, precisions });
  },
  hopfield: (linalg, problem) => hopfield(linalg, problem),
  "layered-feedback": (linalg, problem, feedback) => layeredFeedback(linalg, { ...problem, feedback }),
} satisfies Record<string, EnergyMaker>;

type EnergyMakers = Readonly<typeof builtin>;

export type EnergyName = keyof EnergyMakers;

/** The maker of the problem's engine where that computes in this precision, else the built-in one. */
const choose =
  (name: EnergyName): EnergyMaker =>
  (linalg, problem, feedback) => {
    const { engine } = problem;
    if (engine?.precision !== linalg.precision) return builtin[name](linalg, problem, feedback);
    const maker = engine.makers[name];
    if (maker !== undefined) return maker(linalg, problem, feedback);
    throw new UserError(
      exitCode.usage,
      `expected one of the energies ${Object.keys(engine.makers).join(", ")} with the engine ${engine.name}, found ${name}; ` +
        "use the built-in engine for it",
    );
  };

/** The energies by name, each bound by the problem's engine. */
export const energies = Object.fromEntries(
  (Object.keys(builtin) as EnergyName[]).map((name) => [name, choose(name)]),
) as EnergyMakers;
