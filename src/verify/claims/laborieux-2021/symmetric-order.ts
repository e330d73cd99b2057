import { logarithmicPoints } from "../../../config/points.ts";
import { tanhNetwork, toRounding } from "../../measure/small-network.ts";
import { divides, subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";

const common = {
  role: "stated",
  expected: 2,
  plusMinus: 0.05,
  dial: "λ",
  dials: logarithmicPoints(3e-3, 0.1, 7),
  network: tanhNetwork,
  magnification: divides,
} as const;

export const orders: readonly Order[] = [
  { ...common, ...subject("pc-symmetric"), series: "PC, symmetric", inference: toRounding },
  {
    ...common,
    ...subject("ep-symmetric"),
    series: "Hopfield, symmetric",
    // Its curve bends sooner than that of predictive coding, whose errors at these λ would be rounding.
    dials: logarithmicPoints(1e-3, 0.033, 7),
    inference: { solver: "equilibrium", tolerance: 1e-12, maxIterations: 1000 },
  },
];

export const symmetricOrder = orderClaim({
  id: "symmetric-order",
  paper: "laborieux-2021",
  statement: "With a negative and a positive nudge the error falls as λ².",
  equation: "(∂F/∂θ(x^{+λ}) − ∂F/∂θ(x^{−λ})) / 2λ = dL/dθ + O(λ²)",
  where: "§3.4, after Eq. 21",
  source: "Laborieux et al. 2021",
  conditions:
    "at equilibrium, λ from 0.003 to 0.1, for Hopfield from 0.001 to 0.033; 5 networks of 6-5-4-3 tanh",
  orders,
  expected: "holds",
  condition: "",
  note: "",
});
