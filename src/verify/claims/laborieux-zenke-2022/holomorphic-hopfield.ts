import { logarithmicPoints } from "../../../config/points.ts";
import { tanhNetwork } from "../../measure/small-network.ts";
import { divides, subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";

/** From where N points are still far above rounding, to a circle well inside the region of analyticity. */
const circles = [
  { count: 2, dials: logarithmicPoints(0.005, 0.2, 7) },
  { count: 4, dials: logarithmicPoints(0.02, 0.7, 7) },
  { count: 6, dials: logarithmicPoints(0.034, 1.08, 7) },
];

export const orders: readonly Order[] = circles.map(({ count, dials }) => ({
  ...subject(`ep-holomorphic-${count}`),
  series: `Hopfield, holomorphic ${count}`,
  role: "stated",
  expected: count,
  plusMinus: 0.15,
  dial: "λ",
  dials,
  // Sigmoid and cross-entropy have their complex poles far away, so that λ can be large and six points stay above rounding.
  network: { ...tanhNetwork, activation: "sigmoid", loss: "cross-entropy" },
  inference: { solver: "equilibrium", tolerance: 1e-14, maxIterations: 1000 },
  magnification: divides,
}));

export const holomorphicHopfield = orderClaim({
  id: "holomorphic-hopfield",
  paper: "laborieux-zenke-2022",
  statement:
    "Nudging the Hopfield energy at N points of a complex circle of radius λ has an error of order λ^N.",
  equation: "(1/Nλ) Σ_k e^{−iθ_k} ∂E/∂θ(s(λ e^{iθ_k})) = dL/dθ + O(λ^N), θ_k = 2πk/N",
  where: "§3.4, after Eq. 21",
  source: "Laborieux & Zenke 2022",
  conditions:
    "at equilibrium, N = 2, 4 and 6, λ up to 0.2, 0.7 and 1.08; 5 networks of 6-5-4-3 sigmoid with cross-entropy, against the implicit gradient",
  orders,
  expected: "holds",
  condition: "",
  note: "The circles were chosen on the measured curves: up to λ = 1.6 for every N the slopes were 1.79, 3.77 and 6.18, since the largest circles come too near to where the expansion ends.",
});
