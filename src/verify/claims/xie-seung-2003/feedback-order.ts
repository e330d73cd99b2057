import { logarithmicPoints } from "../../../config/points.ts";
import { tanhNetwork, toRounding } from "../../measure/small-network.ts";
import { subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";

export const orders: readonly Order[] = [
  {
    ...subject("chl"),
    series: "CHL",
    role: "stated",
    expected: 1,
    plusMinus: 0.03,
    dial: "γ",
    dials: logarithmicPoints(2e-4, 0.01, 7),
    network: tanhNetwork,
    inference: toRounding,
    // The first layer's difference is divided by γ^{L−1}, L = 3.
    magnification: (gamma) => 1 / (gamma * gamma),
  },
];

export const feedbackOrder = orderClaim({
  id: "feedback-order",
  paper: "xie-seung-2003",
  statement:
    "Contrastive Hebbian learning with feedback of strength γ converges to backprop, with an error in proportion to γ.",
  equation: "−γ^{k−L} (x̌_{k−1}ᵀ x̌_k − x̂_{k−1}ᵀ x̂_k) = ∂L/∂W_{k−1} + O(γ)",
  where: "§2.2, §3.3, Eq. 5",
  source: "Xie & Seung 2003",
  conditions:
    "at equilibrium, output clamped, γ from 0.0002 to 0.01; 5 networks of 6-5-4-3 tanh with linear output",
  orders,
  expected: "holds",
  condition: "",
  note: "",
});
