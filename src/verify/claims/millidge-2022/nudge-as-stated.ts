import { logarithmicPoints } from "../../../config/points.ts";
import { bindEnergy, energies } from "../../../energy/registry.ts";
import type { Bench, Estimate } from "../../../gradient/estimator.ts";
import { oneSided, twoPhaseEstimate } from "../../../gradient/two-phase.ts";
import { reluNetwork, toRounding } from "../../measure/small-network.ts";
import { divides, subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";

/** Appendix A.2: 50 steps of 0.1. */
const euler = { solver: "euler", stepSize: 0.1, steps: 50, order: "simultaneous", tolerance: 0 } as const;

/** PC-Nudge with the paper's inference. */
const truncated = ({ linalg, problem }: Bench, lambda: number): Estimate => {
  const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
  return twoPhaseEstimate(linalg, energy, oneSided(lambda), euler);
};

const common = {
  ...subject("pc-nudge"),
  expected: 1,
  plusMinus: 0.03,
  dial: "λ",
  dials: logarithmicPoints(1e-4, 0.01, 7),
  network: reluNetwork,
  inference: toRounding,
  magnification: divides,
} as const;

export const orders: readonly Order[] = [
  {
    ...common,
    series: "PC-Nudge, 50 Euler steps of 0.1",
    role: "stated",
    estimate: truncated,
    magnification: null,
  },
  { ...common, series: "PC-Nudge, equilibrium", role: "stronger" },
];

export const nudgeAsStated = orderClaim({
  id: "nudge-as-stated",
  paper: "millidge-2022",
  statement: "With the inference of the paper's experiments, PC-Nudge converges to backprop as λ → 0.",
  equation: "relative error = O(λ) after 50 Euler steps of 0.1",
  where: "§4, §A.2, Fig. 3A",
  source: "Millidge et al. 2022, section 4",
  conditions: "λ from 0.0001 to 0.01; 5 networks of 6-5-4-3 ReLU with cross-entropy",
  orders,
  expected: "holds under a stronger condition",
  condition: "inference runs to the equilibrium",
  note: "Fifty steps of 0.1 end before the equilibrium, by a distance that shrinks with λ as the estimate's divisor does: a floor of the relative error that no λ removes.",
});
