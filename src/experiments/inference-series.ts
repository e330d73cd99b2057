import type { InferenceSettings } from "../bench/image-settings.ts";
import type { Alongside, Inference } from "../config/fields.ts";

type Solver<Name extends string> = Extract<InferenceSettings, { readonly solver: Name }>;

const euler = ({ stepSize, steps, order, tolerance }: Inference): Solver<"euler"> => ({
  solver: "euler",
  stepSize,
  steps,
  order,
  tolerance,
});

/** The keys that the equilibrium solver reads. */
export const equilibriumOf = ({ tolerance, maxIterations, readout }: Inference): Solver<"equilibrium"> => ({
  solver: "equilibrium",
  tolerance,
  maxIterations,
  readout,
});

const minimumOf = (inference: Inference): Solver<"minimum"> => ({
  ...equilibriumOf(inference),
  solver: "minimum",
  starts: inference.starts,
});

/** The stated inference, with the keys that its solver reads, and beside it the state that the theory speaks of. */
export const inferenceSeries = (config: {
  readonly inference: Inference;
  readonly alongside: Alongside;
}): readonly InferenceSettings[] => {
  const { inference, alongside } = config;
  if (inference.solver === "equilibrium") return [equilibriumOf(inference)];
  if (inference.solver === "minimum") {
    return alongside === "equilibrium"
      ? [minimumOf(inference), equilibriumOf(inference)]
      : [minimumOf(inference)];
  }
  return alongside === "equilibrium" ? [euler(inference), equilibriumOf(inference)] : [euler(inference)];
};
