import { logarithmicPoints } from "../../../config/points.ts";
import { convolutionNetwork, residualNetwork, toRounding } from "../../measure/small-network.ts";
import { divides, subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";

const common = {
  role: "stated",
  dial: "λ",
  inference: toRounding,
  magnification: divides,
} as const;

const networks = [
  ["convolutional", convolutionNetwork, 1],
  // λ M is larger in a residual network, so that the curves bend sooner.
  ["residual", residualNetwork, 1 / 4],
] as const;

export const orders: readonly Order[] = networks.flatMap(([name, network, factor]): readonly Order[] => [
  {
    ...common,
    ...subject("pc-nudge"),
    network,
    series: `PC, one-sided, ${name}`,
    expected: 1,
    plusMinus: 0.03,
    dials: logarithmicPoints(1e-3 * factor, 0.04 * factor, 7),
  },
  {
    ...common,
    ...subject("pc-symmetric"),
    network,
    series: `PC, symmetric, ${name}`,
    expected: 2,
    plusMinus: 0.05,
    dials: logarithmicPoints(3e-3 * factor, 0.1 * factor, 7),
  },
  {
    ...common,
    ...subject("pc-holomorphic-4"),
    network,
    series: `PC, holomorphic 4, ${name}`,
    expected: 4,
    plusMinus: 0.15,
    dials: logarithmicPoints(0.01 * factor, 0.35 * factor, 7),
  },
]);

export const anyGraphOrders = orderClaim({
  id: "any-graph-orders",
  paper: "millidge-2020",
  statement:
    "The orders of convergence do not depend on how the layers are wired: convolutions, pooling and skips keep them.",
  equation: "g(λ) = dL/dθ + O(λ^p), p = 1 one-sided, 2 symmetric, N on N points of a circle",
  where: "§2, arbitrary computation graphs",
  source: "Millidge et al. 2020; Millidge et al. 2022, section 4",
  conditions:
    "at equilibrium, λ as on chains for the convolutional networks, a quarter of it for the residual ones; 5 networks each: two convolutions with pooling and two dense layers, tanh; four residual blocks of 5 units with the scales of the μ-parameterisation, tanh",
  orders,
  expected: "holds",
  condition: "",
  note: "",
});
