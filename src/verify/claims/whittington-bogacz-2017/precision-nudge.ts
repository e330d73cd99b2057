import { fadingPrecisions } from "../../../energy/precisions.ts";
import { compareGradients } from "../../../gradient/compare.ts";
import { contrastive, oneSided, twoPhaseEstimate } from "../../../gradient/two-phase.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { largestOf } from "../../measure/largest.ts";
import {
  readFromStates,
  reluNetwork,
  seeds,
  tanhNetwork,
  withSmallNetwork,
} from "../../measure/small-network.ts";
import { atLeast, atMost } from "../../window.ts";

const strengths = [1, 0.1, 0.01, 0.001];

export const precisionNudge: Claim = {
  id: "precision-nudge",
  paper: "whittington-bogacz-2017",
  statement:
    "A clamped network whose output precision alone differs from the others, by the factor λ, is PC-Nudge at λ.",
  equation: "π_l = 1/λ for l < L, π_L = 1: F_precision = F_nudge / λ",
  where: "§2.1, after Eq. 22",
  source: "Whittington & Bogacz 2017; Millidge et al. 2022, section 4",
  conditions: "at equilibrium, λ = 1, 0.1, 0.01 and 0.001; 5 networks each of 6-5-4-3 tanh and ReLU",
  scale: "small",
  parts: [
    stated("relative distance of the estimates", atMost(1e-11)),
    check("control: smallest distance with geometric precisions, κ = λ = 0.1", atLeast(1e-3)),
  ],
  expected: "holds",
  condition: "",
  note: "With precisions that decay from layer to layer the two differ, at equal λ and κ, as soon as there is more than one hidden layer.",
  measure: () => {
    const estimates = [tanhNetwork, reluNetwork].flatMap((network) =>
      seeds.flatMap((seed) =>
        withSmallNetwork(network, seed, (bench) => {
          const { linalg } = bench;
          const { sizes } = network;
          const distance = (precisions: readonly number[], lambda: number) => {
            const clamped = twoPhaseEstimate(
              linalg,
              codingOf(bench, precisions).energy,
              contrastive,
              readFromStates,
            );
            const nudged = twoPhaseEstimate(linalg, codingOf(bench).energy, oneSided(lambda), readFromStates);
            return compareGradients(linalg, clamped.gradient, nudged.gradient).relativeDistance;
          };
          return {
            equal: largestOf(
              strengths.map((lambda) =>
                distance(
                  sizes.slice(1, -1).map(() => 1 / lambda),
                  lambda,
                ),
              ),
            ),
            geometric: distance(fadingPrecisions(sizes, 0.1), 0.1),
          };
        }),
      ),
    );
    return {
      values: {
        "relative distance of the estimates": largestOf(estimates.map(({ equal }) => equal)),
        "control: smallest distance with geometric precisions, κ = λ = 0.1": Math.min(
          ...estimates.map(({ geometric }) => geometric),
        ),
      },
    };
  },
};
