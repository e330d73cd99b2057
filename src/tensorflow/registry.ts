import { precisionsOf } from "../energy/precisions.ts";
import type { EnergyEngine } from "../energy/problem.ts";
import type { TensorFlow } from "./backend.ts";
import { tensorFlowHopfield } from "./hopfield.ts";
import { tensorFlowPredictiveCoding } from "./predictive-coding.ts";

/** The energies that TensorFlow.js binds. */
export const tensorFlowEnergies = (engine: TensorFlow): EnergyEngine => ({
  name: "tfjs",
  precision: "float32",
  makers: {
    "predictive-coding": (linalg, problem, feedback) =>
      tensorFlowPredictiveCoding(engine, linalg, problem, precisionsOf(problem.network.sizes, feedback)),
    hopfield: (linalg, problem) => tensorFlowHopfield(engine, linalg, problem),
  },
});
