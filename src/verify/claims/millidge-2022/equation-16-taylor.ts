import { logarithmicPoints } from "../../../config/points.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import { type Parameters, zeroParameters } from "../../../network/parameters.ts";
import { codingOf } from "../../measure/coding.ts";
import { deepNetwork, tanhNetwork, toRounding } from "../../measure/small-network.ts";
import { divides, subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";

/** `∂L/∂θ` at fixed activities, of the mean loss: what λ adds to ∂F/∂θ at the free phase. */
const partialGradient = (bench: Bench): Parameters => {
  const { linalg, problem } = bench;
  const { energy } = codingOf(bench);
  const [without, gradient] = [zeroParameters(linalg, energy.layout), zeroParameters(linalg, energy.layout)];
  energy.parameterGradient(energy.start, 0, without);
  energy.parameterGradient(energy.start, 1, gradient);
  const share = 1 / problem.input.rows;
  linalg.combine(share, gradient.all, -share, without.all, gradient.all);
  return gradient;
};

const common = {
  estimate: subject("pc-equation-16").estimate,
  truth: partialGradient,
  role: "stated",
  expected: 1,
  plusMinus: 0.03,
  dial: "λ",
  dials: logarithmicPoints(1e-3, 0.04, 7),
  inference: toRounding,
  magnification: divides,
} as const;

export const orders: readonly Order[] = [
  { ...common, series: "Eq. 16, ∂L/∂θ at fixed x", network: tanhNetwork },
  { ...common, series: "Eq. 16, ∂L/∂θ at fixed x, L = 4", network: deepNetwork },
];

export const equation16Taylor = orderClaim({
  id: "equation-16-taylor",
  paper: "millidge-2022",
  statement:
    "Eq. 16 is a Taylor identity: the two phases' difference less H δx is λ times the partial derivative of the loss at fixed activities, to second order.",
  equation: "∂F^λ/∂θ(x*) − ∂F^0/∂θ(x̄) − H δx = λ (∂L/∂θ)_x + O(λ²)",
  where: "§3.3, Eq. 16",
  source: "Millidge et al. 2022, Eq. 15, 16",
  conditions: "at equilibrium, λ from 0.001 to 0.04; 5 networks each of 6-5-4-3 and 8-7-6-5-4 tanh",
  orders,
  expected: "holds",
  condition: "",
  note: "The estimate divides by λ, so the remainder is of first order in it. The partial derivative has the output layer's weights alone: for the layers below it is 0, and not the gradient of backprop (`equation-16`).",
});
