import { mean } from "simple-statistics";
import { logarithmicPoints } from "../../../config/points.ts";
import { bindEnergy, energies } from "../../../energy/registry.ts";
import { compareGradients } from "../../../gradient/compare.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import { oneSided, twoPhaseEstimate } from "../../../gradient/two-phase.ts";
import type { Precision } from "../../../linalg/linalg.ts";
import { meanDecades } from "../../../statistics/logarithm.ts";
import { type Claim, type Engines, type Point, stated } from "../../claim.ts";
import { readFromStates, tanhNetwork, withSmallNetwork } from "../../measure/small-network.ts";
import { exponentsBySeed } from "../../order/exponents.ts";
import { within } from "../../window.ts";

const epsilon = 2 ** -24;
const seeds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const dials = logarithmicPoints(1e-6, 3e-5, 9);

const errorsIn = (engines: Engines, precision: Precision): Point[] =>
  seeds.flatMap((seed) =>
    withSmallNetwork(
      engines,
      tanhNetwork,
      seed,
      (bench) => {
        const { linalg, problem } = bench;
        const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
        const truth = trueGradient(bench, { truth: "backprop", energy: "predictive-coding" });
        return dials.map((lambda) =>
          linalg.scope(() => {
            const { gradient } = twoPhaseEstimate(linalg, energy, oneSided(lambda), readFromStates);
            const error = compareGradients(linalg, gradient, truth).relativeDistance;
            return { series: `PC, one-sided, ${precision}`, dial: "λ", at: lambda, seed, error };
          }),
        );
      },
      precision,
    ),
  );

/** Mean over the seeds of the fitted exponent. */
const exponent = (points: readonly Point[]): number => mean(exponentsBySeed(points));

export const float32Wall: Claim = {
  id: "float32-wall",
  paper: "millidge-2022",
  statement:
    "In float32, the error of PC-Nudge grows as λ → 0, because x − f(a) cancels; in float64 it goes on falling.",
  equation: "error ≈ λ + ε/λ, with ε = 2⁻²⁴ in float32 and 2⁻⁵³ in float64",
  where: "§4, Fig. 3C",
  source: "rounding analysis",
  conditions:
    "at equilibrium, λ from 1e-6 to 3e-5; 10 networks of 6-5-4-3 tanh, the same ones in both precisions",
  scale: "small",
  parts: [
    stated("exponent of λ in the error, float32", within(-1, 0.15), "PC, float32, wall of rounding"),
    stated("log₁₀ of error · λ / ε, float32", within(0, 1)),
    stated("exponent of λ in the error, float64", within(1, 0.03), "PC, float64, at the same λ"),
  ],
  expected: "holds",
  condition: "",
  note: "The paper explains the falling cosine of its Fig. 3C by shrinking gradients that ask for a smaller λ. In float32 a smaller λ makes it worse; `training-float32` shows the same on MNIST.",
  measure: (engines) => {
    const [single, double] = [errorsIn(engines, "float32"), errorsIn(engines, "float64")];
    const sizes = single.map(({ at, error }) => (error * at) / epsilon);
    return {
      values: {
        "exponent of λ in the error, float32": exponent(single),
        "log₁₀ of error · λ / ε, float32": meanDecades(sizes),
        "exponent of λ in the error, float64": exponent(double),
      },
      points: [...single, ...double],
    };
  },
};
