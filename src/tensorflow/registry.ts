import { fadingPrecisions, unitPrecisions } from "../energy/precisions.ts";
import type { EnergyEngine, EnergyMaker } from "../energy/problem.ts";
import { exitCode, UserError } from "../errors.ts";
import type { TensorFlow } from "./backend.ts";
import { tensorFlowHopfield } from "./hopfield.ts";
import { tensorFlowPredictiveCoding } from "./predictive-coding.ts";

/** The energies that TensorFlow.js binds, by the names of `energy/registry.ts`. */
export const tensorFlowEnergies = (engine: TensorFlow): EnergyEngine => {
  const makers: Readonly<Record<string, EnergyMaker>> = {
    "predictive-coding": (linalg, problem, feedback) => {
      const { sizes } = problem.network;
      const precisions = feedback === 1 ? unitPrecisions(sizes) : fadingPrecisions(sizes, feedback);
      return tensorFlowPredictiveCoding(engine, linalg, problem, precisions);
    },
    hopfield: (linalg, problem) => tensorFlowHopfield(engine, linalg, problem),
  };
  return {
    precision: "float32",
    makerOf: (name) => {
      const maker = makers[name];
      if (maker !== undefined) return maker;
      throw new UserError(
        exitCode.usage,
        `expected one of the energies ${Object.keys(makers).join(", ")} with the engine tfjs, found ${name}; use the built-in engine for it`,
      );
    },
  };
};
