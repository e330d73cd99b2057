import { mean } from "simple-statistics";
import { type Claim, stated } from "../../claim.ts";
import { advantagesOf, shapes } from "../../measure/alignments.ts";
import { atLeast } from "../../window.ts";

const narrow = "advantage of narrow less that of wide (32 units)";
const deep = "advantage of deep less that of shallow";
const trained = "advantage of trained less that of random";

/** What training does differs from network to network by more than its mean: more of them than an order needs. */
const many = Array.from({ length: 30 }, (_, i) => 2000 + i);
const few = many.slice(0, 10);

export const targetAlignmentWhere: Claim = {
  id: "target-alignment-where",
  paper: "oliviers-2026",
  statement:
    "Predictive coding is better aligned with the target than backprop most of all in networks that are deep, narrow and trained already.",
  equation: "mean over networks of cos(Δo_PC, −∂L/∂o) − cos(Δo_BP, −∂L/∂o)",
  where: "§5",
  source: "Oliviers, Lominadze & Bogacz 2026",
  conditions:
    "at equilibrium, λ = 1; 6-4-4-4-4-4-3 tanh after 200 steps of gradient descent by backprop, against 6-32-32-32-32-32-3 and 6-4-3 (10 networks each), and the same network before training (30); 6 samples",
  scale: "small",
  parts: [narrow, deep, trained].map((name) => stated(name, atLeast(0))),
  expected: "holds",
  condition: "",
  note: "That it does not hold of trained networks was the verdict on the first five (−0.020), and five are too few: forty others gave 0.035 with a standard error of 0.018. It was then declared to hold, and measured on thirty that had no part in this. Narrow and deep are beyond doubt; what training adds is next to nothing here, less than the scatter of its mean, and depends on the task: on MNIST (experiment `target-alignment`) it makes the advantage larger in narrow networks and smaller in wide ones. Sizes, batch and pre-training were chosen, not declared.",
  measure: (engines) => {
    const all = advantagesOf(engines, many, shapes.narrow, true);
    const most = mean(all.slice(0, few.length));
    return {
      values: {
        [narrow]: most - mean(advantagesOf(engines, few, shapes.wide, true)),
        [deep]: most - mean(advantagesOf(engines, few, shapes.shallow, true)),
        [trained]: mean(all) - mean(advantagesOf(engines, many, shapes.narrow, false)),
      },
    };
  },
};
