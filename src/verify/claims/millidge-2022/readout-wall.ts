import { logarithmicPoints } from "../../../config/points.ts";
import { bindEnergy, energies } from "../../../energy/registry.ts";
import { rowNorms } from "../../../energy/row-distances.ts";
import { compareGradients } from "../../../gradient/compare.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import { oneSided, twoPhaseEstimate } from "../../../gradient/two-phase.ts";
import { relax } from "../../../inference/relax.ts";
import { exponentOf, farthest } from "../../../statistics/power-law.ts";
import { type Claim, type Engines, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { largestOf } from "../../measure/largest.ts";
import {
  readFromStates,
  seeds,
  tanhNetwork,
  toRounding,
  withSmallNetwork,
} from "../../measure/small-network.ts";
import { atMost, exactly, within } from "../../window.ts";

/** One sample, whose wall is its own. */
const network = { ...tanhNetwork, batch: 1 };
const dials = logarithmicPoints(1e-12, 1e-4, 9);
const unit = 2 ** -53;

/** The λ at which the rounding of the worst layer is a tenth: 10 u ‖x̄_l‖ / ‖∂L/∂x_l‖, at the free phase. */
const wallOf = (bench: Bench): number => {
  const { linalg } = bench;
  const { pass, truth } = codingOf(bench);
  return largestOf(
    truth.activities.map((signal, l) => {
      const [size, force] = [pass.activities[l]!, signal].map((x) => rowNorms(linalg, [x])[0]!);
      return (10 * unit * size!) / force!;
    }),
  );
};

const onNetwork = (engines: Engines, seed: number) =>
  withSmallNetwork(engines, network, seed, (bench) => {
    const { linalg, problem } = bench;
    const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
    const truth = trueGradient(bench, { truth: "backprop", energy: "predictive-coding" });
    const errorAt = (lambda: number): number =>
      linalg.scope(() => {
        const { gradient } = twoPhaseEstimate(linalg, energy, oneSided(lambda), toRounding);
        return compareGradients(linalg, gradient, truth).relativeDistance;
      });
    const wall = wallOf(bench);
    const isRounding = (lambda: number): boolean =>
      relax(linalg, energy, "start", lambda, readFromStates).outcomes[0] === "rounding";
    return {
      exponent: exponentOf(dials, dials.map(errorAt)),
      tiny: errorAt(1e-300),
      missed: [0.9, 0.1, 1e-3].filter((part) => !isRounding(part * wall)).length,
      accused: [1.1, 10, 1e3].filter((part) => isRounding(part * wall)).length,
    };
  });

export const readoutWall: Claim = {
  id: "readout-wall",
  paper: "millidge-2022",
  statement:
    "The wall of rounding belongs to reading activities: prediction errors that are known without subtraction give the gradient at any λ, and what is read as x − f(a) is called rounding from the predicted λ on.",
  equation: "rounding = u ‖x_l‖ / (|λ| ‖∂L/∂x_l‖) > 0.1, u = 2⁻⁵³",
  where: "§3.4, Eq. 18",
  source: "rounding analysis",
  conditions: "at equilibrium, 5 networks of 6-5-4-3 tanh, one sample; λ from 1e-12 to 1e-4, and 1e-300",
  scale: "small",
  parts: [
    stated("errors: exponent of λ in the relative error", within(1, 0.03)),
    stated("errors: relative error at λ = 1e-300", atMost(1e-13)),
    stated("activities: states beyond the wall that are not called rounding", exactly(0)),
    stated("activities: states before the wall that are", exactly(0)),
  ],
  expected: "holds",
  condition: "",
  note: "Beyond the wall at 0.9, 0.1 and 0.001 of its λ, before it at 1.1, 10 and 1000. `float32-wall` has the errors that reading activities makes there.",
  measure: (engines) => {
    const measured = seeds.map((seed) => onNetwork(engines, seed));
    return {
      values: {
        "errors: exponent of λ in the relative error": farthest(
          measured.map(({ exponent }) => exponent),
          1,
        ),
        "errors: relative error at λ = 1e-300": largestOf(measured.map(({ tiny }) => tiny)),
        "activities: states beyond the wall that are not called rounding": measured.reduce(
          (sum, { missed }) => sum + missed,
          0,
        ),
        "activities: states before the wall that are": measured.reduce(
          (sum, { accused }) => sum + accused,
          0,
        ),
      },
    };
  },
};
