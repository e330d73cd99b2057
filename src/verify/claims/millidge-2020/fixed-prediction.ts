import { compareGradients } from "../../../gradient/compare.ts";
import { fixedPredictionEstimate } from "../../../gradient/estimator/fixed-prediction.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { largestOf } from "../../measure/largest.ts";
import {
  deepNetwork,
  reluNetwork,
  seeds,
  tanhNetwork,
  withSmallNetwork,
} from "../../measure/small-network.ts";
import { atLeast, atMost, exactly } from "../../window.ts";

const networks = [{ ...tanhNetwork, sizes: [6, 5, 3] }, tanhNetwork, reluNetwork, deepNetwork];

/** Below this relative error an estimate counts as exact. */
const rounding = 1e-12;

/** Relative error after `steps` steps of size η. */
const errorAfter = (bench: Bench, steps: number, stepSize: number): number => {
  const { linalg, problem } = bench;
  const truth = trueGradient(bench, { truth: "backprop", energy: "predictive-coding" });
  const estimate = fixedPredictionEstimate(linalg, problem, codingOf(bench).pass, { stepSize, steps });
  return compareGradients(linalg, estimate, truth).relativeDistance;
};

export const fixedPrediction: Claim = {
  id: "fixed-prediction",
  paper: "millidge-2020",
  statement:
    "With predictions held at the feed-forward pass and η = 1, predictive coding is backprop exactly from step n = L − 1 on, counted from the step that is given the output error, and at no step before.",
  equation: "dε_l/dt = −ε_l + (ε_{l+1} ∘ f′(ā_{l+1})) W_lᵀ, ε_L = −∂L/∂o held from step 0",
  where: "§2.1",
  source: "Millidge et al. 2020a; Rosenbaum 2022",
  conditions:
    "L = number of weight layers; 5 networks each with L = 2 (6-5-3), 3 (6-5-4-3, tanh and ReLU) and 4 (8-7-6-5-4)",
  scale: "small",
  parts: [
    stated("error at n = L − 1, output error given at step 0", atMost(rounding)),
    stated("error at n = L", atMost(rounding)),
    stated("smallest error at n = L − 2", atLeast(0.01)),
    stated("first exact step − (L − 1)", exactly(0)),
    check("control: smallest error with η = 0.5 at n = L", atLeast(0.01)),
  ],
  expected: "holds",
  condition: "",
  note: "Counting matters: here the output error is there at step 0, so layer l is right after L − l steps and the first hidden layer after L − 1. Where the step that forms the output error is counted too, the same moment is called n = L. Rosenbaum's n ≥ L is sufficient; the statement that n = L − 1 isn't enough would be wrong in the count used here.",
  measure: (engines) => {
    const measured = networks.flatMap((network) =>
      seeds.map((seed) =>
        withSmallNetwork(engines, network, seed, (bench) => {
          const depth = network.sizes.length - 1;
          const errors = Array.from({ length: depth + 1 }, (_, steps) => errorAfter(bench, steps, 1));
          return {
            atL: errors[depth]!,
            one: errors[depth - 1]!,
            two: errors[depth - 2]!,
            excess: errors.findIndex((error) => error <= rounding) - (depth - 1),
            halfStep: errorAfter(bench, depth, 0.5),
          };
        }),
      ),
    );
    return {
      values: {
        "error at n = L − 1, output error given at step 0": largestOf(measured.map(({ one }) => one)),
        "error at n = L": largestOf(measured.map(({ atL }) => atL)),
        "smallest error at n = L − 2": Math.min(...measured.map(({ two }) => two)),
        "first exact step − (L − 1)": largestOf(measured.map(({ excess }) => Math.abs(excess))),
        "control: smallest error with η = 0.5 at n = L": Math.min(
          ...measured.map(({ halfStep }) => halfStep),
        ),
      },
    };
  },
};
