import { logarithmicPoints } from "../../../config/points.ts";
import { tanhNetwork, toRounding } from "../../measure/small-network.ts";
import { subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";

export const orders: readonly Order[] = [
  {
    ...subject("pc-weak-feedback"),
    series: "PC, precisions",
    role: "stated",
    expected: 1,
    plusMinus: 0.03,
    dial: "κ",
    dials: logarithmicPoints(2e-4, 0.01, 7),
    network: tanhNetwork,
    inference: toRounding,
    // Residuals are those of the weighted force already, and the estimate divides by nothing.
    magnification: () => 1,
  },
];

export const weakFeedbackOrder = orderClaim({
  id: "weak-feedback-order",
  paper: "whittington-bogacz-2017",
  statement:
    "A clamped predictive-coding network whose precisions decay geometrically towards the output converges to backprop, with an error in proportion to the ratio κ.",
  equation: "π_l = κ^{−(L−l)}: ∂F/∂θ(x̃) = ∂L/∂θ + O(κ)",
  where: "§2.1, §3.3",
  source: "Whittington & Bogacz 2017",
  conditions: "at equilibrium, output clamped, κ from 0.0002 to 0.01; 5 networks of 6-5-4-3 tanh",
  orders,
  expected: "holds",
  condition: "",
  note: "",
});
