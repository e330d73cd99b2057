import { pcAlmEstimates } from "../../../gradient/estimator/pc-alm.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { largestOf } from "../../measure/largest.ts";
import {
  identity,
  plus,
  type Rows,
  responses,
  rowsOf,
  solve,
  times,
} from "../../measure/linear/linear-coding.ts";
import { linearNetwork } from "../../measure/small-network.ts";
import { worstOver } from "../../measure/worst-over.ts";
import { atLeast, atMost } from "../../window.ts";

const strengths = [0.1, 1, 10];
const updates = [0, 1, 2, 5];

const off = "largest distance of the output error from r (I − (λM(I + λM)⁻¹)^{K+1}) / ‖r‖";
const range = "largest ‖r (λM(I + λM)⁻¹)^{K+1}‖ / ‖r‖, what is still missing";
const parts = [stated(off, atMost(1e-12)), check(range, atLeast(0.01))];

const length = (row: readonly number[]): number => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));

export const augmentedLagrangianLinear: Claim = {
  id: "augmented-lagrangian-linear",
  paper: "seely-gould-2026",
  statement:
    "In a linear network the updates contract at any λ: along an eigenvector of M with the eigenvalue m, each leaves λm/(1 + λm) of the error.",
  equation: "o_K − T = r (I − (λM(I + λM)⁻¹)^{K+1}), r = o̅ − T, M = Σ_l K_lᵀ K_l",
  where: "after Eq. 22",
  source: "closed form of the linear network; Seely & Gould 2026",
  conditions: "λ = 0.1, 1 and 10, K = 0, 1, 2 and 5; 5 networks of 6-5-4-3 linear without biases",
  scale: "small",
  parts,
  expected: "holds",
  condition: "",
  note: "With λm ≪ 1 an update gains a power of λ; with λm ≫ 1 it gains little: then many are needed, and PC-ALM becomes slow where PC was wrong.",
  measure: () =>
    worstOver(parts, [linearNetwork], (bench) => {
      const { linalg, problem } = bench;
      const { m } = responses(linalg, problem.parameters);
      const top = rowsOf(linalg, problem.parameters.weights.at(-1)!);
      const target = rowsOf(linalg, problem.target);
      const forward: Rows = problem.parameters.weights.reduce<Rows>(
        (x, weights) => times(x, rowsOf(linalg, weights)),
        rowsOf(linalg, problem.input),
      );
      const free = plus(forward, -1, target);
      const measured = strengths.flatMap((lambda) => {
        const shifted = plus(identity(m.length), lambda, m);
        /** The rows of `x λM (I + λM)⁻¹`. */
        const rate = (x: Rows): Rows =>
          times(x, m).map((row) =>
            solve(
              shifted,
              row.map((v) => lambda * v),
            ),
          );
        return linalg.scope(() =>
          pcAlmEstimates(bench, lambda, updates).flatMap(({ relaxations }, i) => {
            const state = relaxations.at(-1)!.relaxation.state.at(-1)!;
            const found = plus(times(rowsOf(linalg, state), top), -1, target);
            let missing: Rows = free;
            for (let k = 0; k <= updates[i]!; k++) missing = rate(missing);
            const expected = plus(free, -1, missing);
            return free.map((r, sample) => ({
              off: length(plus(found, -1, expected)[sample]!) / length(r),
              missing: length(missing[sample]!) / length(r),
            }));
          }),
        );
      });
      return {
        [off]: largestOf(measured.map((each) => each.off)),
        [range]: largestOf(measured.map(({ missing }) => missing)),
      };
    }),
};
