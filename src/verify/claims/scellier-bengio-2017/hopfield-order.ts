import { logarithmicPoints } from "../../../config/points.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import { tanhNetwork } from "../../measure/small-network.ts";
import { divides, subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";

const common = {
  ...subject("ep-one-sided"),
  expected: 1,
  plusMinus: 0.03,
  dial: "λ",
  dials: logarithmicPoints(3e-4, 0.012, 7),
  network: tanhNetwork,
  inference: { solver: "equilibrium", tolerance: 1e-12, maxIterations: 1000 },
  magnification: divides,
} as const;

export const orders: readonly Order[] = [
  {
    ...common,
    series: "Hopfield, one-sided, from backprop",
    role: "stated",
    truth: (bench) => trueGradient(bench, { truth: "backprop", energy: "hopfield" }),
  },
  { ...common, series: "Hopfield, one-sided", role: "stronger" },
];

export const hopfieldOrder = orderClaim({
  id: "hopfield-order",
  paper: "scellier-bengio-2017",
  statement:
    "The update of equilibrium propagation with the Hopfield energy converges to backprop, with an error in proportion to λ.",
  equation: "(1/λ) [∂E^λ/∂W(x̃) − ∂E^0/∂W(x̄)] = dL/dW + O(λ)",
  where: "§2.3, Eq. 8, 21",
  source: "Scellier & Bengio 2017, 2019",
  conditions: "at equilibrium, λ from 0.0003 to 0.012; 5 networks of 6-5-4-3 tanh",
  orders,
  expected: "holds under a stronger condition",
  condition: "backprop is that of the recurrent network: the implicit gradient at the free fixed point",
  note: "The feedback of a Hopfield network is as strong as its forward connections, so its free phase is not a feed-forward pass, and the gradient that λ → 0 leads to isn't that of feed-forward backprop.",
});
