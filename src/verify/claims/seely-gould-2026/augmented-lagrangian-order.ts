import { logarithmicPoints } from "../../../config/points.ts";
import { tanhNetwork, toRounding } from "../../measure/small-network.ts";
import { divides, subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";

const common = {
  role: "stated",
  dial: "λ",
  network: tanhNetwork,
  inference: toRounding,
  magnification: divides,
} as const;

export const orders: readonly Order[] = [
  {
    ...common,
    ...subject("pc-alm-1"),
    series: "PC-ALM, 1 update",
    expected: 2,
    plusMinus: 0.05,
    dials: logarithmicPoints(0.001, 0.04, 7),
  },
  {
    ...common,
    ...subject("pc-alm-2"),
    series: "PC-ALM, 2 updates",
    expected: 3,
    plusMinus: 0.1,
    dials: logarithmicPoints(0.001, 0.04, 7),
  },
];

export const augmentedLagrangianOrder = orderClaim({
  id: "augmented-lagrangian-order",
  paper: "seely-gould-2026",
  statement:
    "Each update of the multipliers of the augmented Lagrangian takes one more power of λ from the error of predictive coding.",
  equation: "(1/λ) ∂A/∂θ = ∂L/∂θ + O(λ^{K+1}) after K updates μ_l ← μ_l + π_l ε_l",
  where: "after Eq. 22",
  source: "Seely & Gould 2026",
  conditions: "at equilibrium, K = 1 and 2, λ from 0.001 to 0.04; 5 networks of 6-5-4-3 tanh",
  orders,
  expected: "holds",
  condition: "",
  note: "K = 0 is PC-Nudge, of order 1 (`nudge-order`).",
});
