import { fadingPrecisions, unitPrecisions } from "../energy/precisions.ts";
import type { EnergyEngine } from "../energy/problem.ts";
import type { TensorFlow } from "./backend.ts";
import { tensorFlowHopfield } from "./hopfield.ts";
import { tensorFlowPredictiveCoding } from "./predictive-coding.ts";

/** The energies that TensorFlow.js binds. */
export const tensorFlowEnergies = (engine: TensorFlow): EnergyEngine => ({
  name: "tfjs",
  precision: "float32",
  makers: {
    "predictive-coding": (linalg, problem, feedback) => {
      const { sizes } = problem.network;
      const precisions = feedback === 1 ? unitPrecisions(sizes) : fadingPrecisions(sizes, feedback);
      return tensorFlowPredictiveCoding(engine, linalg, problem, precisions);
    },
    hopfield: (linalg, problem) => tensorFlowHopfield(engine, linalg, problem),
  },
});
