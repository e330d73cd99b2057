import { sampleRankCorrelation } from "simple-statistics";
import { compareGradients, compareVectors } from "../../../gradient/compare.ts";
import { mixedDerivative } from "../../../gradient/directional.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import { oneSided, twoPhaseEstimate } from "../../../gradient/two-phase.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { largestOf } from "../../measure/largest.ts";
import { type SmallNetwork, tanhNetwork, toRounding, withSmallNetwork } from "../../measure/small-network.ts";
import { atLeast, atMost } from "../../window.ts";

const lambda = 0.1;
const networks = 240;
/** One sample: H is that of a state. */
const network: SmallNetwork = { ...tanhNetwork, batch: 1 };

const first = "rank correlation of the relative error with ‖H‖";
const second = "rank correlation of the relative error with ‖δx‖";
const residual = "inference residual / error, largest";

/** ‖∂²F/∂x∂θ‖ at the free phase, Frobenius norm: column by column, one unit of the state after the other. */
const couplingNorm = (bench: Bench): number => {
  const { linalg } = bench;
  const { energy } = codingOf(bench);
  let squares = 0;
  energy.start.forEach((x, l) => {
    for (let unit = 0; unit < x.columns; unit++) {
      squares += linalg.scope(() => {
        const direction = energy.start.map(({ rows, columns }) => linalg.matrix(rows, columns));
        linalg.values(direction[l]!)[unit] = 1;
        const { derivative: column } = mixedDerivative(linalg, energy, energy.start, 0, direction);
        return Array.from(linalg.values(column.all)).reduce((sum, value) => sum + value * value, 0);
      });
    }
  });
  return Math.sqrt(squares);
};

export const errorFactors: Claim = {
  id: "error-factors",
  paper: "millidge-2022",
  statement:
    "How far the estimate is from backprop depends on two factors: the size of the second derivative H, and the distance δx between the equilibria.",
  equation: "∂F/∂θ(x*) − ∂F/∂θ(x̄) ≈ H δx, H = ∂²F/∂x∂θ at x̄",
  where: "§3.3, after Eq. 16",
  source: "Millidge et al. 2022, section 3.3",
  conditions: `λ = ${lambda}, at equilibrium; ${networks} networks of 6-5-4-3 tanh with one sample each`,
  scale: "small",
  parts: [stated(first, atLeast(0.5)), stated(second, atLeast(0.5)), check(residual, atMost(1e-6))],
  expected: "does not hold",
  condition: "",
  note: "A factor that matters orders the networks: a rank correlation (Spearman 1904) of at least 0.5 is asked of each. ‖δx‖ does; ‖H‖, which is mostly the size of the activities, hardly predicts the error.",
  measure: (engines) => {
    const measured = Array.from({ length: networks }, (_, seed) =>
      withSmallNetwork(engines, network, seed, (bench) => {
        const { linalg } = bench;
        const { energy } = codingOf(bench);
        const truth = trueGradient(bench, { truth: "backprop", energy: "predictive-coding" });
        const { gradient, relaxations } = twoPhaseEstimate(linalg, energy, oneSided(lambda), toRounding);
        const { state, residuals } = relaxations[0]!.relaxation;
        const { relativeDistance, distance } = compareGradients(linalg, gradient, truth);
        return {
          error: relativeDistance,
          coupling: couplingNorm(bench),
          displacement: compareVectors(linalg, state, energy.start).distance,
          leftover: largestOf(residuals) / lambda / distance,
        };
      }),
    );
    const errors = measured.map(({ error }) => error);
    const rank = (values: number[]) => sampleRankCorrelation(values, errors);
    return {
      values: {
        [first]: rank(measured.map(({ coupling }) => coupling)),
        [second]: rank(measured.map(({ displacement }) => displacement)),
        [residual]: largestOf(measured.map(({ leftover }) => leftover)),
      },
    };
  },
};
