import type { State } from "../../../energy/state.ts";
import { compareVectors } from "../../../gradient/compare.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import type { Matrix } from "../../../linalg/linalg.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { gradientByDifferences } from "../../measure/differences.ts";
import { displace } from "../../measure/displace.ts";
import { eulerByForce } from "../../measure/euler-by-force.ts";
import { largestEntry, largestOf } from "../../measure/largest.ts";
import { type Rows, rowsOf, times } from "../../measure/linear/linear-coding.ts";
import { randomDirection, slopeAlongParameters } from "../../measure/relaxed-energy.ts";
import {
  deepNetwork,
  reluNetwork,
  seeds,
  tanhNetwork,
  withSmallNetwork,
} from "../../measure/small-network.ts";
import { atLeast, atMost } from "../../window.ts";

const networks = [tanhNetwork, deepNetwork, reluNetwork];

/** Long enough to arrive: the softest curvature of these energies is above 0.3, and e^(−0.3 · 0.3 · 400) is 2e-16. */
const descent = { stepSize: 0.3, steps: 400 };

/** x_1 … x_{L−1} of a chain, by textbook sums that share nothing with the engine's products. */
const plainPass = ({ linalg, problem }: Bench): Matrix[] => {
  const { network, parameters, input } = problem;
  let below: Rows = rowsOf(linalg, input);
  return network.layers.slice(0, -1).map(({ activation }, i) => {
    const [bias] = rowsOf(linalg, parameters.biases[i]!);
    const drive = times(below, rowsOf(linalg, parameters.weights[i]!)).map((row) =>
      row.map((value, unit) => value + bias![unit]!),
    );
    const [a, x, slope] = [0, 1, 2].map(() => linalg.matrix(drive.length, drive[0]!.length)) as [
      Matrix,
      Matrix,
      Matrix,
    ];
    linalg.values(a).set(drive.flat());
    linalg.activate(activation, a, x, slope);
    below = rowsOf(linalg, x);
    return x;
  });
};

export const freePhase: Claim = {
  id: "free-phase",
  paper: "millidge-2022",
  statement:
    "The free phase of a predictive-coding network is the feed-forward pass of the same network, with internal energy and weight gradient zero.",
  equation: "∂I/∂x = 0 at x_l = f(W_{l−1} x_{l−1}), where every ε_l = 0 and ∂I/∂W = 0",
  where: "§3.3.1, Eq. 10, 17",
  source: "Whittington & Bogacz 2017; Millidge et al. 2022, section 3.3.1",
  conditions: "5 networks each of 6-5-4-3 tanh, 8-7-6-5-4 tanh and 6-5-4-3 ReLU with cross-entropy",
  scale: "small",
  parts: [
    stated("internal energy at a pass of plain sums", atMost(1e-28)),
    stated("largest |∂I/∂x| there, by differences of I", atMost(1e-10)),
    stated("|dI/dθ · v| there, by differences of I", atMost(1e-6)),
    check("|dI/dθ · v| away from it", atLeast(1e-3)),
    stated("distance after descent", atMost(1e-12)),
    check("distance before descent", atLeast(0.1)),
  ],
  expected: "holds",
  condition: "",
  note: "Distances are from the feed-forward pass, for a descent along −∂I/∂x from activities moved by up to 0.5. The pass is computed apart from the engine, in sums of plain numbers; only the activation is its. Where the engine computes both, the errors are differences of the same numbers, and exactly 0.",
  measure: (engines) => {
    const measured = networks.flatMap((network) =>
      seeds.map((seed) =>
        withSmallNetwork(engines, network, seed, (bench) => {
          const { linalg } = bench;
          const { energy, pass } = codingOf(bench);
          const { start } = energy;
          const plain = plainPass(bench);
          const internal = (state: State) => energy.values(state).internal;
          const direction = randomDirection(bench, seed);
          /** I at fixed activities, as the parameters move. */
          const slope = (state: State) =>
            slopeAlongParameters(bench, direction, 1e-6, () =>
              codingOf(bench)
                .energy.values(state)
                .internal.reduce((sum, value) => sum + value, 0),
            );
          const elsewhere = displace(linalg, start, seed, 0.5);
          const arrived = eulerByForce(linalg, energy, elsewhere, 0, descent);
          return {
            energy: largestOf(internal(plain)),
            force: largestEntry(linalg, gradientByDifferences(linalg, plain, internal)),
            gradient: Math.abs(slope(plain)),
            away: Math.abs(slope(elsewhere)),
            before: compareVectors(linalg, elsewhere, pass.activities).distance,
            after: compareVectors(linalg, arrived, pass.activities).distance,
          };
        }),
      ),
    );
    return {
      values: {
        "internal energy at a pass of plain sums": largestOf(measured.map(({ energy }) => energy)),
        "largest |∂I/∂x| there, by differences of I": largestOf(measured.map(({ force }) => force)),
        "|dI/dθ · v| there, by differences of I": largestOf(measured.map(({ gradient }) => gradient)),
        "|dI/dθ · v| away from it": Math.min(...measured.map(({ away }) => away)),
        "distance after descent": largestOf(measured.map(({ after }) => after)),
        "distance before descent": Math.min(...measured.map(({ before }) => before)),
      },
    };
  },
};
