import type { Energy } from "../../../energy/energy.ts";
import { bindEnergy, energies } from "../../../energy/registry.ts";
import type { State } from "../../../energy/state.ts";
import { compareVectors } from "../../../gradient/compare.ts";
import { freeState } from "../../../inference/free-state.ts";
import type { Linalg } from "../../../linalg/linalg.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { gradientByDifferences } from "../../measure/differences.ts";
import { displace } from "../../measure/displace.ts";
import { largestOf } from "../../measure/largest.ts";
import { reluNetwork, seeds, tanhNetwork, withSmallNetwork } from "../../measure/small-network.ts";
import { atLeast, atMost } from "../../window.ts";

const lambda = 0.1;
const inference = { solver: "equilibrium", tolerance: 1e-14, maxIterations: 1000 } as const;
const cases = [
  { energy: "predictive-coding", network: tanhNetwork },
  { energy: "predictive-coding", network: reluNetwork },
  { energy: "hopfield", network: tanhNetwork },
] as const;

/** Relative distance of the force of F from −λ ∂L/∂x, whose ∂L/∂x is differenced from the loss alone. */
const mismatch = (linalg: Linalg, energy: Energy, at: State): number => {
  const force = at.map((x) => linalg.matrix(x.rows, x.columns));
  energy.force(at, lambda, force);
  const gradient = gradientByDifferences(linalg, at, (state) => energy.values(state).supervised);
  for (const matrix of gradient) linalg.combine(-lambda, matrix, 0, matrix, matrix);
  return compareVectors(linalg, force, gradient).relativeDistance;
};

export const freePhaseForce: Claim = {
  id: "free-phase-force",
  paper: "millidge-2022",
  statement: "At the free phase, the force of the total energy is −λ times the gradient of the loss.",
  equation: "dx/dt = −∂E/∂x = −λ ∂L/∂x where ∂I/∂x = 0",
  where: "§3.1, Eq. 11",
  source: "Millidge et al. 2022, section 3.1",
  conditions:
    "λ = 0.1; predictive coding on 6-5-4-3 tanh and ReLU, Hopfield on 6-5-4-3 tanh, 5 networks each; ∂L/∂x is the partial derivative, by differences of the loss",
  scale: "small",
  parts: [
    stated("relative distance", atMost(1e-9)),
    check("the same away from the free phase", atLeast(0.1)),
  ],
  expected: "holds",
  condition: "",
  note: "In a layered network the loss sees the lower layers only through those above them, so this partial derivative is 0 below the penultimate layer; `free-phase-backprop` asks the same of the gradient of backprop.",
  measure: (engines) => {
    const measured = cases.flatMap(({ energy: name, network }) =>
      seeds.map((seed) =>
        withSmallNetwork(engines, network, seed, ({ linalg, problem }) => {
          const energy = bindEnergy(linalg, energies[name], problem);
          const free = freeState(linalg, energy, inference);
          return [
            mismatch(linalg, energy, free),
            mismatch(linalg, energy, displace(linalg, free, seed, 0.5)),
          ] as const;
        }),
      ),
    );
    return {
      values: {
        "relative distance": largestOf(measured.map(([at]) => at)),
        "the same away from the free phase": Math.min(...measured.map(([, away]) => away)),
      },
    };
  },
};
