import { logarithmicPoints } from "../../../config/points.ts";
import { compareGradients, compareLayers, compareVectors } from "../../../gradient/compare.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import { oneSided, twoPhaseEstimate } from "../../../gradient/two-phase.ts";
import { decadesBetween } from "../../../statistics/logarithm.ts";
import { exponentOf, farthest } from "../../../statistics/power-law.ts";
import { type Claim, check, type Point, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { largestOf } from "../../measure/largest.ts";
import {
  deepNetwork,
  seeds,
  tanhNetwork,
  toRounding,
  withSmallNetwork,
} from "../../measure/small-network.ts";
import { atLeast, atMost, within } from "../../window.ts";

const dials = logarithmicPoints(1e-3, 0.04, 7);
/** Where hardly any distance is left, so that a constant error would show. */
const least = 1e-6;
const networks = [
  { series: "PC, one-sided", network: tanhNetwork },
  { series: "PC, one-sided, L = 4", network: deepNetwork },
];

export const equilibriumDistance: Claim = {
  id: "equilibrium-distance",
  paper: "millidge-2022",
  statement:
    "The error of the estimate grows in proportion to the distance between the free and the nudged equilibrium, while they are close.",
  equation: "‖estimate − ∂L/∂θ‖ ∝ Σ_l ‖x̃_l − x̄_l‖",
  where: "§3.3, Fig. 2C",
  source: "Millidge et al. 2022, section 3.3",
  conditions: "PC-Nudge at equilibrium, λ from 0.001 to 0.04; 5 networks each of 6-5-4-3 and 8-7-6-5-4 tanh",
  scale: "small",
  parts: [
    stated("slope of the logarithms", within(1, 0.03), "PC, error against distance"),
    stated("relative error of any layer at λ = 1e-6, largest", atMost(1e-4)),
    check("decades of distance", atLeast(1.5)),
    check("inference residual / error", atMost(0.01)),
  ],
  expected: "holds",
  condition: "",
  note: "",
  measure: (engines) => {
    const measured = networks.flatMap(({ series, network }) =>
      seeds.map((seed) =>
        withSmallNetwork(engines, network, seed, (bench) => {
          const { linalg } = bench;
          const { energy } = codingOf(bench);
          const truth = trueGradient(bench, { truth: "backprop", energy: "predictive-coding" });
          const points = dials.map((lambda) =>
            linalg.scope(() => {
              const estimate = twoPhaseEstimate(linalg, energy, oneSided(lambda), toRounding);
              const { state, residuals } = estimate.relaxations[0]!.relaxation;
              const error = compareGradients(linalg, estimate.gradient, truth).distance;
              const distance = state.reduce(
                (sum, x, l) => sum + compareVectors(linalg, [x], [energy.start[l]!]).distance,
                0,
              );
              return { distance, error, leftover: largestOf(residuals) / lambda / error };
            }),
          );
          const distances = points.map(({ distance }) => distance);
          const { gradient } = twoPhaseEstimate(linalg, energy, oneSided(least), toRounding);
          return {
            rest: largestOf(
              compareLayers(linalg, gradient, truth).map(({ relativeDistance }) => relativeDistance),
            ),
            slope: exponentOf(
              distances,
              points.map(({ error }) => error),
            ),
            decades: decadesBetween(distances[0]!, distances.at(-1)!),
            leftover: largestOf(points.map(({ leftover }) => leftover)),
            points: points.map(
              ({ distance, error }): Point => ({
                series: `${series}, distance`,
                dial: "Σ‖x̃ − x̄‖",
                at: distance,
                seed,
                error,
              }),
            ),
          };
        }),
      ),
    );
    return {
      values: {
        "slope of the logarithms": farthest(
          measured.map(({ slope }) => slope),
          1,
        ),
        "relative error of any layer at λ = 1e-6, largest": largestOf(measured.map(({ rest }) => rest)),
        "decades of distance": Math.min(...measured.map(({ decades }) => decades)),
        "inference residual / error": largestOf(measured.map(({ leftover }) => leftover)),
      },
      points: measured.flatMap(({ points }) => points),
    };
  },
};
