import type { EnergyRecord } from "../problem.ts";
import { hopfieldEnergy } from "./energy.ts";
import { holomorphicHopfield } from "./holomorphic.ts";

export const hopfield: EnergyRecord = {
  name: "hopfield",
  formula: "½ Σ ‖s_l‖² − Σ ρ(s_l) W_l ρ(s_{l+1})ᵀ − Σ b_l·ρ(s_{l+1})",
  feedback: null,
  truth: "implicit",
  refusal: () => null,
  bind: (linalg, problem) => ({
    ...hopfieldEnergy(linalg, problem),
    holomorphic: () => holomorphicHopfield(linalg, problem),
  }),
};
