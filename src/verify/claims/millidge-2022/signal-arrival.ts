import type { Matrix } from "../../../linalg/linalg.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { eulerByForce } from "../../measure/euler-by-force.ts";
import { largestOf } from "../../measure/largest.ts";
import { deepNetwork, reluNetwork } from "../../measure/small-network.ts";
import { worstOver } from "../../measure/worst-over.ts";
import { atLeast, exactly } from "../../window.ts";

const before = "largest motion of layer l before step L − l";
const then = "layers that have moved at step L − l, of L − 1";

const parts = [stated(before, exactly(0)), check(then, atLeast(1))];

export const signalArrival: Claim = {
  id: "signal-arrival",
  paper: "millidge-2022",
  statement:
    "The signal of the loss goes down one layer a step: until it arrives, a layer stays exactly where the free phase has put it.",
  equation: "x_l(t) = x̄_l for t < (L − l) η, and not after",
  where: "§3.1, Eq. 12–14",
  source: "Millidge et al. 2022, section 3.1; Song et al. 2020",
  conditions:
    "λ = 1, Euler steps of 0.1; 5 networks each of 8-7-6-5-4 tanh and 6-5-4-3 ReLU with cross-entropy",
  scale: "small",
  parts,
  expected: "holds",
  condition: "",
  note: "Exactly: not to rounding. A layer's force is a product with errors that are 0.",
  measure: (engines) =>
    worstOver(engines, parts, [deepNetwork, reluNetwork], (bench) => {
      const { linalg } = bench;
      const { energy } = codingOf(bench);
      const hidden = energy.start.length;
      const origin = energy.start.map((x) => linalg.values(x).slice());
      const motion = (x: Matrix, l: number) =>
        largestOf(Array.from(linalg.values(x), (value, k) => Math.abs(value - origin[l]![k]!)));
      const early: number[] = [];
      let arrived = 0;
      eulerByForce(linalg, energy, energy.start, 1, { stepSize: 0.1, steps: hidden }, (step, state) => {
        state.forEach((x, i) => {
          // Layer l = i + 1 of L = hidden + 1 is reached at step L − l = hidden − i.
          if (step < hidden - i) early.push(motion(x, i));
          if (step === hidden - i && motion(x, i) > 0) arrived += 1;
        });
      });
      return { [before]: largestOf(early), [then]: arrived / hidden };
    }),
};
