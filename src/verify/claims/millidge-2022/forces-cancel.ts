import { compareVectors } from "../../../gradient/compare.ts";
import { relax } from "../../../inference/relax.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { energyOn, freePhaseOf } from "../../measure/bound-energy.ts";
import { gradientByDifferences } from "../../measure/differences.ts";
import { largestOf } from "../../measure/largest.ts";
import { tanhNetwork } from "../../measure/small-network.ts";
import { worstOver } from "../../measure/worst-over.ts";
import { atLeast, atMost } from "../../window.ts";

const lambda = 0.5;

const cancel = "‖∂I/∂x + λ ∂L/∂x‖ / ‖∂I/∂x‖ at the nudged equilibrium";
const start = "the same at the free phase";
const size = "‖∂I/∂x‖ / λ at the nudged equilibrium";

const parts = [stated(cancel, atMost(1e-9)), check(start, atLeast(1)), check(size, atLeast(1e-3))];

export const forcesCancel: Claim = {
  id: "forces-cancel",
  paper: "millidge-2022",
  statement:
    "At the nudged equilibrium the force of the internal energy and that of the loss cancel; neither is 0.",
  equation: "−∂I/∂x = λ ∂L/∂x at x̃",
  where: "§2, §3.1, Fig. 1C",
  source: "Millidge et al. 2022, figure 1C",
  conditions:
    "λ = 0.5; predictive coding and Hopfield, 5 networks each of 6-5-4-3 tanh; both gradients by differences of the energies",
  scale: "small",
  parts,
  expected: "holds",
  condition: "",
  note: "The gradients are differenced from the values of I and of L alone: the forces that inference followed have no part in it.",
  measure: (engines) =>
    worstOver(engines, parts, [tanhNetwork], (bench) => {
      const { linalg, inference } = bench;
      const measured = (["predictive-coding", "hopfield"] as const).map((name) => {
        const energy = energyOn(bench, name);
        const free = freePhaseOf(bench, energy);
        const nudged = relax(linalg, energy, free, lambda, inference).state;
        const compare = (state: typeof free) => {
          const internal = gradientByDifferences(linalg, state, (x) => energy.values(x).internal);
          const loss = gradientByDifferences(linalg, state, (x) => energy.values(x).supervised);
          for (const matrix of loss) linalg.combine(-lambda, matrix, 0, matrix, matrix);
          const zero = internal.map((x) => linalg.matrix(x.rows, x.columns));
          const length = compareVectors(linalg, internal, zero).distance;
          return { length, remainder: compareVectors(linalg, internal, loss).distance };
        };
        const [before, after] = [compare(free), compare(nudged)];
        return {
          cancel: after.remainder / after.length,
          start: before.remainder / before.length,
          size: after.length / lambda,
        };
      });
      return {
        [cancel]: largestOf(measured.map((each) => each.cancel)),
        [start]: Math.min(...measured.map((each) => each.start)),
        [size]: Math.min(...measured.map((each) => each.size)),
      };
    }),
};
