import { logarithmicPoints } from "../../../config/points.ts";
import { tanhNetwork, toRounding } from "../../measure/small-network.ts";
import { subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";

export const orders: readonly Order[] = [
  {
    ...subject("pc-richardson"),
    series: "PC, Richardson",
    role: "stated",
    expected: 2,
    plusMinus: 0.05,
    dial: "λ",
    dials: logarithmicPoints(1e-3, 0.04, 7),
    network: tanhNetwork,
    inference: toRounding,
    // 2 g(λ/2) − g(λ): four parts of the half nudge's leftover, and one of the whole one's.
    magnification: (lambda) => 5 / lambda,
  },
];

export const richardsonOrder = orderClaim({
  id: "richardson-order",
  paper: "richardson-1911",
  statement: "What gives the second order that Eq. 16 hopes for is extrapolation in λ.",
  equation: "2 g(λ/2) − g(λ) = dL/dθ + O(λ²), where g is the one-sided estimate",
  where: "§3.3, after Eq. 16",
  source: "Richardson 1911",
  conditions: "at equilibrium, λ from 0.001 to 0.04; 5 networks of 6-5-4-3 tanh",
  orders,
  expected: "holds",
  condition: "",
  note: "Unlike the symmetric pair it needs no negative nudge, which is unstable above 1/λ_max(M).",
});
