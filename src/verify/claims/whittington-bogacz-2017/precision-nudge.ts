import { fadingPrecisions } from "../../../energy/precisions.ts";
import { compareGradients, compareVectors } from "../../../gradient/compare.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import { contrastive, oneSided, twoPhaseEstimate } from "../../../gradient/two-phase.ts";
import type { Matrix } from "../../../linalg/linalg.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { displace } from "../../measure/displace.ts";
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

const energies = "at a random state: |F_precision − F_nudge / λ| / F_precision";
const forces = "at a random state: relative distance of the forces";

/** Both sides of the equation, and of its derivative, away from any equilibrium. */
const identity = (bench: Bench, seed: number, lambda: number): { energy: number; force: number } => {
  const { linalg, problem } = bench;
  const precisions = problem.network.sizes.slice(1, -1).map(() => 1 / lambda);
  const [clamped, nudged] = [codingOf(bench, precisions).energy, codingOf(bench).energy];
  const state = displace(linalg, nudged.start, seed, 0.5);
  const [own, other] = [clamped.values(state), nudged.values(state)];
  const totals = Array.from(own.internal, (internal, sample) => {
    const total = internal + own.supervised[sample]!;
    return Math.abs(total - (other.internal[sample]! / lambda + other.supervised[sample]!)) / total;
  });
  const [force, expected] = [0, 1].map(() => state.map((x) => linalg.matrix(x.rows, x.columns))) as [
    Matrix[],
    Matrix[],
  ];
  clamped.force(state, 1, force);
  nudged.force(state, lambda, expected);
  for (const matrix of expected) linalg.combine(1 / lambda, matrix, 0, matrix, matrix);
  return {
    energy: largestOf(totals),
    force: compareVectors(linalg, force, expected).relativeDistance,
  };
};

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
    stated(energies, atMost(1e-12)),
    stated(forces, atMost(1e-12)),
    check("control: smallest distance with geometric precisions, κ = λ = 0.1", atLeast(1e-3)),
  ],
  expected: "holds",
  condition: "",
  note: "With precisions that decay from layer to layer the two differ, at equal λ and κ, as soon as there is more than one hidden layer.",
  measure: (engines) => {
    const estimates = [tanhNetwork, reluNetwork].flatMap((network) =>
      seeds.flatMap((seed) =>
        withSmallNetwork(engines, network, seed, (bench) => {
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
          const identities = strengths.map((lambda) => identity(bench, seed, lambda));
          return {
            energy: largestOf(identities.map(({ energy }) => energy)),
            force: largestOf(identities.map(({ force }) => force)),
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
        [energies]: largestOf(estimates.map(({ energy }) => energy)),
        [forces]: largestOf(estimates.map(({ force }) => force)),
        "control: smallest distance with geometric precisions, κ = λ = 0.1": Math.min(
          ...estimates.map(({ geometric }) => geometric),
        ),
      },
    };
  },
};
