import { bindEnergy, energies } from "../../../energy/registry.ts";
import { extremeCurvatures } from "../../../inference/curvature/curvature.ts";
import { relax } from "../../../inference/relax.ts";
import { type Claim, type Engines, stated } from "../../claim.ts";
import { largestOf } from "../../measure/largest.ts";
import { largestEigenvalue, responses } from "../../measure/linear/linear-coding.ts";
import { linearNetwork, seeds, toRounding, withSmallNetwork } from "../../measure/small-network.ts";
import { atLeast, atMost, exactly } from "../../window.ts";

const onNetwork = (engines: Engines, seed: number) =>
  withSmallNetwork(engines, linearNetwork, seed, ({ linalg, problem }) => {
    const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
    const limit = 1 / largestEigenvalue(responses(linalg, problem.parameters).m);
    const at = (lambda: number) => {
      const { outcomes, state } = relax(linalg, energy, "start", -lambda, toRounding);
      return { outcomes, curvatures: extremeCurvatures(linalg, energy, state, -lambda).smallest };
    };
    return { below: at(0.9 * limit), above: at(1.1 * limit) };
  });

export const negativeSaddle: Claim = {
  id: "negative-saddle",
  paper: "laborieux-2021",
  statement:
    "Where a negative nudge is too strong, its stationary point is a saddle, which the dynamics leave; it is told from a minimum.",
  equation: "min eig ∂²F/∂x² < 0 ⇔ λ λ_max(M) > 1, M = Σ_{l=2}^{L} W_{L:l} W_{L:l}ᵀ",
  where: "§3.4, after Eq. 21",
  source: "closed form of the linear network",
  conditions: "5 networks of 6-5-4-3 linear without biases, 3 samples each, at −0.9 and −1.1 of 1/λ_max(M)",
  scale: "small",
  parts: [
    stated("at −0.9/λ_max(M): smallest curvature", atLeast(0)),
    stated("at −0.9/λ_max(M): samples that are not called converged", exactly(0)),
    stated("at −1.1/λ_max(M): smallest curvature", atMost(0)),
    stated("at −1.1/λ_max(M): samples that are not called a saddle", exactly(0)),
  ],
  expected: "holds",
  condition: "",
  note: "",
  measure: (engines) => {
    const measured = seeds.map((seed) => onNetwork(engines, seed));
    const below = measured.map((one) => one.below);
    const above = measured.map((one) => one.above);
    const others = (ends: typeof below, wanted: string): number =>
      ends.flatMap(({ outcomes }) => outcomes).filter((outcome) => outcome !== wanted).length;
    return {
      values: {
        "at −0.9/λ_max(M): smallest curvature": Math.min(
          ...below.flatMap(({ curvatures }) => [...curvatures]),
        ),
        "at −0.9/λ_max(M): samples that are not called converged": others(below, "converged"),
        "at −1.1/λ_max(M): smallest curvature": largestOf(above.flatMap(({ curvatures }) => [...curvatures])),
        "at −1.1/λ_max(M): samples that are not called a saddle": others(above, "saddle"),
      },
    };
  },
};
