import { precisionsOf } from "../energy/precisions.ts";
import type { EnergyEngine, EnergyMaker } from "../energy/problem.ts";
import type { TensorFlow } from "./backend.ts";
import { tensorFlowHopfield } from "./hopfield.ts";
import { tensorFlowPredictiveCoding } from "./predictive-coding.ts";

/** The energies that have an expression, by name. To add one: write its file, and a line here. */
const makers: Readonly<Record<string, (engine: TensorFlow) => EnergyMaker>> = {
  "predictive-coding": (engine) => (linalg, problem, feedback) =>
    tensorFlowPredictiveCoding(engine, linalg, problem, precisionsOf(problem.network.sizes, feedback)),
  hopfield: (engine) => (linalg, problem) => tensorFlowHopfield(engine, linalg, problem),
};

/** The names of the energies that TensorFlow.js binds. */
export const expressedEnergies: readonly string[] = Object.keys(makers);

/** The energies that TensorFlow.js binds. */
export const tensorFlowEnergies = (engine: TensorFlow): EnergyEngine => ({
  name: "tfjs",
  precision: "float32",
  makers: Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, make(engine)])),
});
