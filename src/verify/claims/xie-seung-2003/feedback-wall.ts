import { mean } from "simple-statistics";
import { logarithmicPoints } from "../../../config/points.ts";
import { iterationOf } from "../../../energy/capabilities.ts";
import type { Energy } from "../../../energy/energy.ts";
import { bindEnergy, energies } from "../../../energy/registry.ts";
import type { Nudge } from "../../../energy/state.ts";
import { compareLayers } from "../../../gradient/compare.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import type { Linalg } from "../../../linalg/linalg.ts";
import { type Parameters, zeroParameters } from "../../../network/parameters.ts";
import { meanDecades } from "../../../statistics/logarithm.ts";
import { type Claim, type Engines, type Point, stated } from "../../claim.ts";
import { tanhNetwork, withSmallNetwork } from "../../measure/small-network.ts";
import { exponentsBySeed } from "../../order/exponents.ts";
import { within } from "../../window.ts";

const epsilon = 2 ** -53;

/** Rounding is noise: its size is a mean over more networks than an order needs. */
const seeds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

const gammas = logarithmicPoints(1e-14, 0.01, 49);

/**
 * For each layer k the range of γ in which theory has rounding alone: below ε^{1/(L−k+1)}, where ε γ^{−(L−k)} is as large as
 * the bias γ, and above ε^{1/(L−k)}, where nothing is left of the difference. The top layer has no wall.
 */
const walls = [
  { layer: 1, distance: 2, from: 1e-7, to: 2e-6 },
  { layer: 2, distance: 1, from: 1e-14, to: 1e-10 },
] as const;
const topLayer = { layer: 3, from: 1e-12, to: 1e-3 };

/** The Hebbian term ∂E/∂θ where the network comes to rest to the last bit. */
const hebbian = (linalg: Linalg, energy: Energy, nudge: Nudge): Parameters => {
  const iteration = iterationOf(linalg, energy, "start", nudge);
  const image = iteration.coordinates.map((x) => linalg.matrix(x.rows, x.columns));
  for (let moving = true, left = 100; moving && left > 0; left--) {
    iteration.apply(image);
    moving = image.some((to, l) => {
      const from = linalg.values(iteration.coordinates[l]!);
      return linalg.values(to).some((value, i) => value !== from[i]);
    });
    image.forEach((to, l) => {
      linalg.copy(to, iteration.coordinates[l]!);
    });
  }
  const gradient = zeroParameters(linalg, energy.layout);
  energy.parameterGradient(iteration.coordinates, nudge, gradient);
  return gradient;
};

const seriesOf = (layer: number) => `CHL, layer ${layer}`;

/** Relative error of contrastive Hebbian learning in each layer k, its weights and biases from below. */
const layerErrors = ({ linalg, problem }: Bench, truth: Parameters, gamma: number): number[] => {
  return linalg.scope(() => {
    const energy = bindEnergy(linalg, energies["layered-feedback"], problem, gamma);
    const free = hebbian(linalg, energy, 0);
    const estimate = hebbian(linalg, energy, "clamped");
    const share = 1 / problem.input.rows;
    linalg.combine(share, estimate.all, -share, free.all, estimate.all);
    return compareLayers(linalg, estimate, truth).map(({ relativeDistance }) => relativeDistance);
  });
};

const measurePoints = (engines: Engines): Point[] =>
  seeds.flatMap((seed) =>
    withSmallNetwork(engines, tanhNetwork, seed, (bench) => {
      const truth = trueGradient(bench, { truth: "backprop", energy: "layered-feedback" });
      return gammas.flatMap((gamma) =>
        layerErrors(bench, truth, gamma).map((error, i) => ({
          series: seriesOf(i + 1),
          dial: "γ",
          at: gamma,
          seed,
          error,
        })),
      );
    }),
  );

/** Mean over the seeds of the fitted exponent. */
const exponent = (points: readonly Point[]): number => mean(exponentsBySeed(points));

const exponentName = (layer: number) => `layer ${layer}: exponent of γ in the error`;
const sizeName = (layer: number) => `layer ${layer}: log₁₀ of its size in units of ε`;

export const feedbackWall: Claim = {
  id: "feedback-wall",
  paper: "xie-seung-2003",
  statement:
    "Towards γ → 0, contrastive Hebbian learning meets a wall of rounding: the error of layer k grows as ε γ^{−(L−k)}.",
  equation: "error of layer k ≈ γ + ε γ^{−(L−k)}, ε = 2⁻⁵³",
  where: "§A.3, Eq. 5",
  source: "Xie & Seung 2003 for the limit; the wall is rounding analysis",
  conditions:
    "L = 3, float64, at rest to the last bit, where the second term is the larger one: γ from 1e-7 to 2e-6 in layer 1, 1e-14 to 1e-10 in layer 2; 10 networks of 6-5-4-3 tanh",
  scale: "small",
  parts: [
    ...walls.flatMap(({ layer, distance }) => [
      stated(exponentName(layer), within(-distance, 0.15), `CHL, wall of rounding, layer ${layer}`),
      stated(sizeName(layer), within(0, 1)),
    ]),
    stated(exponentName(topLayer.layer), within(1, 0.03), "CHL, output layer"),
  ],
  expected: "holds",
  condition: "",
  note: "Appendix A.3 says that weak feedback needs tiny differences to be stored accurately; this is how tiny. The layer below the output has no wall above γ = ε, and the output layer none at all.",
  measure: (engines) => {
    const points = measurePoints(engines);
    const inRange = ({
      layer,
      from,
      to,
    }: {
      readonly layer: number;
      readonly from: number;
      readonly to: number;
    }) => points.filter(({ series, at }) => series === seriesOf(layer) && at >= from && at <= to);
    return {
      values: {
        ...Object.fromEntries(
          walls.flatMap((wall) => {
            const own = inRange(wall);
            const sizes = own.map(
              ({ at, error }) => (error * (wall.distance === 1 ? at : at * at)) / epsilon,
            );
            return [
              [exponentName(wall.layer), exponent(own)],
              [sizeName(wall.layer), meanDecades(sizes)],
            ];
          }),
        ),
        [exponentName(topLayer.layer)]: exponent(inRange(topLayer)),
      },
      points,
    };
  },
};
