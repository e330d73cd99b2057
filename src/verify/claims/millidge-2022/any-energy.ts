import { logarithmicPoints } from "../../../config/points.ts";
import { compareGradients } from "../../../gradient/compare.ts";
import { stencil } from "../../../gradient/directional.ts";
import type { Phases } from "../../../gradient/estimator.ts";
import { oneSided, symmetric, twoPhaseEstimate } from "../../../gradient/two-phase.ts";
import type { Linalg } from "../../../linalg/linalg.ts";
import { type Parameters, zeroParameters } from "../../../network/parameters.ts";
import { decadesBetween } from "../../../statistics/logarithm.ts";
import { exponentOf } from "../../../statistics/power-law.ts";
import { type Claim, check, type Engines, type Point, stated } from "../../claim.ts";
import { eulerByForce } from "../../measure/euler-by-force.ts";
import { largestOf } from "../../measure/largest.ts";
import { type RandomEnergy, randomEnergy } from "../../measure/random-energy.ts";
import { seeds, toRounding } from "../../measure/small-network.ts";
import { worstOf } from "../../measure/worst-over.ts";
import { atLeast, atMost, within } from "../../window.ts";

const batch = 3;
const dials = logarithmicPoints(0.001, 0.04, 7);
const schemes = [
  { series: "random energy, one-sided", phases: oneSided, order: within(1, 0.03) },
  { series: "random energy, symmetric", phases: symmetric, order: within(2, 0.05) },
] as const;

const slopeOf = (series: string) => `${series}: slope`;
const decadesOf = (series: string) => `${series}: decades`;
const leftover = "inference residual / λ / error, largest";
const parts = [
  ...schemes.flatMap(({ series, order }) => [
    stated(slopeOf(series), order, series),
    check(decadesOf(series), atLeast(1.5)),
  ]),
  check(leftover, atMost(0.01)),
];

const step = 1e-3;
/** To rounding: these energies are curved by more than 0.3 in every direction. */
const descent = { stepSize: 0.4, steps: 250 };

/** dL(x̄(θ))/dθ of the mean loss, entry by entry, by five-point differences with the free phase relaxed anew: no second derivative. */
const gradientOfLoss = (linalg: Linalg, { energy, parameters }: RandomEnergy): Parameters => {
  const free = eulerByForce(linalg, energy, energy.start, 0, descent);
  const gradient = zeroParameters(linalg, energy.layout);
  const [theta, to] = [linalg.values(parameters.all), linalg.values(gradient.all)];
  const loss = (): number =>
    linalg.scope(() => {
      const { supervised } = energy.values(eulerByForce(linalg, energy, free, 0, descent));
      return supervised.reduce((sum, value) => sum + value, 0) / batch;
    });
  theta.forEach((at, i) => {
    to[i] = stencil.reduce((sum, [k, weight]) => {
      theta[i] = at + k * step;
      return sum + (weight / step) * loss();
    }, 0);
    theta[i] = at;
  });
  return gradient;
};

const onSeed = (engines: Engines, seed: number) => {
  const linalg = engines.linalg("float64");
  return linalg.scope(() => {
    const random = randomEnergy(linalg, seed, batch);
    const truth = gradientOfLoss(linalg, random);
    const residuals: number[] = [];
    const errorAt = (phases: (lambda: number) => Phases, lambda: number): number =>
      linalg.scope(() => {
        const { gradient, relaxations } = twoPhaseEstimate(linalg, random.energy, phases(lambda), toRounding);
        const { distance, relativeDistance } = compareGradients(linalg, gradient, truth);
        residuals.push(
          largestOf(relaxations.flatMap(({ relaxation }) => [...relaxation.residuals])) / lambda / distance,
        );
        return relativeDistance;
      });
    const points = schemes.flatMap(({ series, phases }) =>
      dials.map((at): Point => ({ series, dial: "λ", at, seed, error: errorAt(phases, at) })),
    );
    const values = Object.fromEntries(
      schemes.flatMap(({ series }) => {
        const errors = points.filter((point) => point.series === series).map(({ error }) => error);
        return [
          [slopeOf(series), exponentOf(dials, errors)],
          [decadesOf(series), decadesBetween(dials[0]!, dials.at(-1)!)],
        ];
      }),
    );
    return { points, values: { ...values, [leftover]: largestOf(residuals) } };
  });
};

export const anyEnergy: Claim = {
  id: "any-energy",
  paper: "millidge-2022",
  statement:
    "The nudged estimate converges to the gradient of the loss for any energy function: nothing in it asks for layers or prediction errors.",
  equation: "(∂F/∂θ(x^λ) − ∂F/∂θ(x⁰)) / λ = dL(x̄(θ))/dθ + O(λ)",
  where: "§3.4, Eq. 21",
  source: "Millidge et al. 2022, Eq. 21; Scellier & Bengio 2017, theorem 1",
  conditions:
    "at equilibrium, λ from 0.001 to 0.04; 5 energies drawn by a seed: 5 units, each coupled to each through 5 random features, with quartic terms; dL/dθ by differences of the loss, relaxed anew for each entry of θ",
  scale: "small",
  parts,
  expected: "holds",
  condition: "",
  note: "The gradient is that of the loss where the energy rests without a nudge, which is backprop only if that is a feed-forward pass.",
  measure: (engines) => {
    const measured = seeds.map((seed) => onSeed(engines, seed));
    return {
      ...worstOf(
        parts,
        measured.map(({ values }) => values),
      ),
      points: measured.flatMap(({ points }) => points),
    };
  },
};
