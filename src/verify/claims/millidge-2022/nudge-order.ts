import { logarithmicPoints } from "../../../config/points.ts";
import { compareLayers } from "../../../gradient/compare.ts";
import { type Engines, stated } from "../../claim.ts";
import { largestOf } from "../../measure/largest.ts";
import {
  deepNetwork,
  seeds,
  tanhNetwork,
  toRounding,
  withSmallNetwork,
} from "../../measure/small-network.ts";
import { divides, subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";
import { atMost } from "../../window.ts";

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

const least = 1e-6;
const floor = `relative error at λ = ${least}, largest`;

/** Far below the range of the slope, where only a gradient that is right in every layer has so small an error. */
const floorOf = (engines: Engines): number =>
  largestOf(
    orders.flatMap(({ network, estimate, truth }) =>
      seeds.map((seed) =>
        withSmallNetwork(engines, network, seed, (bench) =>
          largestOf(
            compareLayers(bench.linalg, estimate(bench, least).gradient, truth(bench)).map(
              ({ relativeDistance }) => relativeDistance,
            ),
          ),
        ),
      ),
    ),
  );

export const nudgeOrder = orderClaim({
  id: "nudge-order",
  paper: "millidge-2022",
  statement: "The error of PC-Nudge falls in proportion to λ.",
  equation: "(1/λ) ∂F/∂θ(x̃) = ∂L/∂θ + O(λ)",
  where: "§4, Eq. 21, 22, Fig. 3A",
  source: "Millidge et al. 2022, section 4",
  conditions: "at equilibrium, λ from 0.001 to 0.04; 5 networks each of 6-5-4-3 and 8-7-6-5-4 tanh",
  orders,
  parts: [stated(floor, atMost(1e-4))],
  measure: (engines) => ({ values: { [floor]: floorOf(engines) } }),
  expected: "holds",
  condition: "",
  note: "The slope says nothing of a small constant error in one layer. The error that is left at a tiny λ does: the largest of any layer counts, relative to that layer.",
});
