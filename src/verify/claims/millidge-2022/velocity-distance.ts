import { compareVectors } from "../../../gradient/compare.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { eulerByForce } from "../../measure/euler-by-force.ts";
import { deepNetwork, tanhNetwork } from "../../measure/small-network.ts";
import { worstOver } from "../../measure/worst-over.ts";
import { atLeast, atMost, within } from "../../window.ts";

const stepSize = 0.1;
const figureSteps = 100;
/** Long enough that the activities rest and only the time goes on. */
const longSteps = 10_000;

const atFirst = "after one step: distance / ‖λ ∂L/∂x‖";
const rise = "smallest change of the distance from step to step / ‖λ ∂L/∂x‖";
const early = "after 100 steps: distance / ‖λ ∂L/∂x‖";
const late = "after 10,000 steps: distance / ‖λ ∂L/∂x‖";

const parts = [
  stated(atFirst, atMost(1e-12)),
  stated(rise, atLeast(0)),
  stated(late, within(1, 0.01)),
  check(early, atLeast(0.05)),
];

export const velocityDistance: Claim = {
  id: "velocity-distance",
  paper: "millidge-2022",
  statement:
    "The mean velocity of the activities starts at −λ times the gradient of backprop; its distance from there rises with time, and saturates.",
  equation: "‖(x(t) − x̄)/t + λ ∂L/∂x‖ = 0 at the first step, → ‖λ ∂L/∂x‖ for t → ∞",
  where: "§3.1, Fig. 2B",
  source: "Millidge et al. 2022, figure 2B",
  conditions: "penultimate layer, λ = 1, Euler steps of 0.1; 5 networks each of 6-5-4-3 and 8-7-6-5-4 tanh",
  scale: "small",
  parts,
  expected: "holds",
  condition: "",
  note: "The saturation says nothing about inference: activities that have come to rest have a mean velocity that falls as 1/t, so the distance goes to the length of what it is measured from.",
  measure: (engines) =>
    worstOver(engines, parts, [tanhNetwork, deepNetwork], (bench) => {
      const { linalg } = bench;
      const { energy, truth } = codingOf(bench);
      const gradient = truth.activities.at(-1)!;
      const start = energy.start.at(-1)!;
      const [velocity, descent, rest] = [gradient, gradient, gradient].map((x) =>
        linalg.matrix(x.rows, x.columns),
      ) as [typeof start, typeof start, typeof start];
      linalg.combine(-1, gradient, 0, gradient, descent);
      const length = compareVectors(linalg, [descent], [rest]).distance;
      const distances: number[] = [];
      eulerByForce(linalg, energy, energy.start, 1, { stepSize, steps: longSteps }, (step, state) => {
        if (step === 0 || (step > figureSteps && step < longSteps)) return;
        const time = step * stepSize;
        linalg.combine(1 / time, state.at(-1)!, -1 / time, start, velocity);
        distances.push(compareVectors(linalg, [velocity], [descent]).distance / length);
      });
      const figure = distances.slice(0, figureSteps);
      return {
        [atFirst]: figure[0]!,
        [rise]: Math.min(...figure.slice(1).map((distance, t) => distance - figure[t]!)),
        [early]: figure.at(-1)!,
        [late]: distances.at(-1)!,
      };
    }),
};
