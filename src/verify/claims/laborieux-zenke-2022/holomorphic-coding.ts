import { logarithmicPoints } from "../../../config/points.ts";
import { tanhNetwork, toRounding } from "../../measure/small-network.ts";
import { divides, subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";

const points = [2, 4, 6];

export const orders: readonly Order[] = points.map((count) => ({
  ...subject(`pc-holomorphic-${count}`),
  series: `PC, holomorphic ${count}`,
  role: "stated",
  expected: count,
  plusMinus: 0.15,
  dial: "λ",
  // Where six points are still far above rounding, and the largest circle well inside the region of analyticity.
  dials: logarithmicPoints(0.01, 0.35, 7),
  network: tanhNetwork,
  inference: toRounding,
  magnification: divides,
}));

export const holomorphicCoding = orderClaim({
  id: "holomorphic-coding",
  paper: "laborieux-zenke-2022",
  statement:
    "Nudging predictive coding at N points of a complex circle of radius λ has an error of order λ^N.",
  equation: "(1/Nλ) Σ_k e^{−iθ_k} ∂F/∂θ(x(λ e^{iθ_k})) = dL/dθ + O(λ^N), θ_k = 2πk/N",
  where: "§3.4, after Eq. 21",
  source: "Laborieux & Zenke 2022",
  conditions: "at equilibrium, N = 2, 4 and 6, λ from 0.01 to 0.35; 5 networks of 6-5-4-3 tanh",
  orders,
  expected: "holds",
  condition: "",
  note: "",
});
