import { logarithmicPoints } from "../../../config/points.ts";
import { deepNetwork, tanhNetwork, toRounding } from "../../measure/small-network.ts";
import { divides, subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";

const common = {
  ...subject("pc-nudge"),
  role: "stated",
  expected: 1,
  plusMinus: 0.03,
  dial: "λ",
  dials: logarithmicPoints(1e-3, 0.04, 7),
  inference: toRounding,
  magnification: divides,
} as const;

export const orders: readonly Order[] = [
  { ...common, series: "PC, one-sided", network: tanhNetwork },
  { ...common, series: "PC, one-sided, L = 4", network: deepNetwork },
];

export const nudgeOrder = orderClaim({
  id: "nudge-order",
  paper: "millidge-2022",
  statement: "The error of PC-Nudge falls in proportion to λ.",
  equation: "(1/λ) ∂F/∂θ(x̃) = ∂L/∂θ + O(λ)",
  where: "§4, Eq. 21, 22, Fig. 3A",
  source: "Millidge et al. 2022, section 4",
  conditions: "at equilibrium, λ from 0.001 to 0.04; 5 networks each of 6-5-4-3 and 8-7-6-5-4 tanh",
  orders,
  expected: "holds",
  condition: "",
  note: "",
});
