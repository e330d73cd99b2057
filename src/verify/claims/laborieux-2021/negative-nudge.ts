import { compareVectors } from "../../../gradient/compare.ts";
import { hessianTimes } from "../../../gradient/directional.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import { farthest } from "../../../statistics/power-law.ts";
import { type Claim, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { eulerByForce } from "../../measure/euler-by-force.ts";
import { largestOf } from "../../measure/largest.ts";
import {
  cholesky,
  largestEigenvalue,
  type Rows,
  responses,
  threshold,
} from "../../measure/linear/linear-coding.ts";
import { linearNetwork, seeds, withSmallNetwork } from "../../measure/small-network.ts";
import { atLeast, atMost, within } from "../../window.ts";

/** One sample: the Hessian of a linear network is the same for all. */
const network = { ...linearNetwork, batch: 1 };

/** ∂²F/∂x² at the free phase, column by column; differences of a linear force are exact to rounding. */
const hessian = (bench: Bench, lambda: number): Rows => {
  const { linalg } = bench;
  const { energy } = codingOf(bench);
  const { start } = energy;
  return linalg.scope(() =>
    start.flatMap(({ columns }, l) =>
      Array.from({ length: columns }, (_, unit) => {
        const like = () => start.map((x) => linalg.matrix(x.rows, x.columns));
        const [direction, image] = [like(), like()];
        linalg.values(direction[l]!)[unit] = 1;
        hessianTimes(linalg, energy, start, lambda, direction, image);
        return image.flatMap((matrix) => [...linalg.values(matrix)]);
      }),
    ),
  );
};

/** How much longer the second half of a path under −∂F/∂x is than its first half. */
const growth = (bench: Bench, lambda: number): number => {
  const { linalg } = bench;
  const { energy } = codingOf(bench);
  const half = { stepSize: 0.3, steps: 2000 };
  const middle = eulerByForce(linalg, energy, energy.start, lambda, half);
  const end = eulerByForce(linalg, energy, middle, lambda, half);
  return compareVectors(linalg, end, middle).distance / compareVectors(linalg, middle, energy.start).distance;
};

export const negativeNudge: Claim = {
  id: "negative-nudge",
  paper: "laborieux-2021",
  statement:
    "In a linear network a negative nudge −λ has a stable equilibrium if and only if λ < 1/λ_max(M).",
  equation: "∂²F/∂x² > 0 ⇔ λ λ_max(M) < 1, M = Σ_{l=2}^{L} W_{L:l} W_{L:l}ᵀ",
  where: "§3.4, after Eq. 21",
  source: "Laborieux et al. 2021 for the negative phase; closed form of the linear network",
  conditions:
    "5 networks of 6-5-4-3 linear without biases; λ found by bisection on the Hessian of F, and inference followed at 0.98 and 1.02 of it",
  scale: "small",
  parts: [
    stated("largest stable λ · λ_max(M) − 1", within(0, 1e-6)),
    stated("growth of inference at 0.98/λ_max(M)", atMost(1)),
    stated("growth of inference at 1.02/λ_max(M)", atLeast(1)),
  ],
  expected: "holds",
  condition: "",
  note: "Growth is the length of the second 2000 Euler steps of 0.3 against that of the first 2000.",
  measure: (engines) => {
    const measured = seeds.map((seed) =>
      withSmallNetwork(engines, network, seed, (bench) => {
        const limit = 1 / largestEigenvalue(responses(bench.linalg, bench.problem.parameters).m);
        const stable = threshold((lambda) => cholesky(hessian(bench, -lambda)) !== null, 0, 2 * limit);
        return {
          excess: stable / limit - 1,
          below: growth(bench, -0.98 * limit),
          above: growth(bench, -1.02 * limit),
        };
      }),
    );
    return {
      values: {
        "largest stable λ · λ_max(M) − 1": farthest(
          measured.map(({ excess }) => excess),
          0,
        ),
        "growth of inference at 0.98/λ_max(M)": largestOf(measured.map(({ below }) => below)),
        "growth of inference at 1.02/λ_max(M)": Math.min(...measured.map(({ above }) => above)),
      },
    };
  },
};
