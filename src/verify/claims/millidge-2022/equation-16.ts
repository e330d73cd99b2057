import { logarithmicPoints } from "../../../config/points.ts";
import { compareVectors } from "../../../gradient/compare.ts";
import type { Matrix } from "../../../linalg/linalg.ts";
import type { Parameters } from "../../../network/parameters.ts";
import { check, type Engines } from "../../claim.ts";
import { largestOf } from "../../measure/largest.ts";
import { seeds, tanhNetwork, toRounding, withSmallNetwork } from "../../measure/small-network.ts";
import { divides, subject } from "../../order/estimators.ts";
import { type Order, orderClaim } from "../../order/order.ts";
import { atMost, within } from "../../window.ts";

/** All parameters but those of the output layer. */
const hidden = ({ weights, biases }: Parameters): Matrix[] => [
  ...weights.slice(0, -1),
  ...biases.slice(0, -1),
];

const smallest = 1e-3;

const common = {
  ...subject("pc-equation-16"),
  expected: 2,
  plusMinus: 0.05,
  dial: "λ",
  dials: logarithmicPoints(smallest, 0.04, 7),
  network: tanhNetwork,
  inference: toRounding,
  magnification: divides,
} as const;

export const orders: readonly Order[] = [
  { ...common, series: "PC, Eq. 16, hidden layers", role: "stated", part: hidden },
];

/** For each network: error and size of the hidden layers' estimate, relative to the size of their true gradient. */
const remainders = (engines: Engines, lambda: number) =>
  seeds.map((seed) =>
    withSmallNetwork(engines, common.network, seed, (bench) => {
      const { linalg } = bench;
      const estimate = hidden(common.estimate(bench, lambda).gradient);
      const truth = hidden(common.truth(bench));
      const zeros = truth.map(({ rows, columns }) => linalg.matrix(rows, columns));
      const size = compareVectors(linalg, truth, zeros).distance;
      return {
        error: compareVectors(linalg, estimate, truth).distance / size,
        left: compareVectors(linalg, estimate, zeros).distance / size,
      };
    }),
  );

export const equation16 = orderClaim({
  id: "equation-16",
  paper: "millidge-2022",
  statement:
    "Subtracting the first-order term H δx makes the contrastive update approximate backprop to second order.",
  equation: "λ ∂L/∂W ≈ ∂E^λ/∂W(x*) − ∂E^0/∂W(x̄) − H δx, H = ∂²E^λ/∂x∂W, δx = x* − x̄",
  where: "§3.3, Eq. 16",
  source: "Millidge et al. 2022, Eq. 16 as it is written",
  conditions:
    "at equilibrium, λ from 0.001 to 0.04; 5 networks of 6-5-4-3 tanh; weights and biases of the hidden layers",
  orders,
  parts: [
    check(`error of the hidden layers at λ = ${smallest}`, within(1, 0.01)),
    check(`what is left of their gradient at λ = ${smallest}`, atMost(0.01)),
  ],
  measure: (engines) => {
    const measured = remainders(engines, smallest);
    return {
      values: {
        [`error of the hidden layers at λ = ${smallest}`]: largestOf(measured.map(({ error }) => error)),
        [`what is left of their gradient at λ = ${smallest}`]: largestOf(measured.map(({ left }) => left)),
      },
    };
  },
  expected: "does not hold",
  condition: "",
  note: "In a layered network H δx is the back-propagated signal itself: subtracting it leaves nothing of the hidden layers' gradient, at any λ.",
});
