import { compareVectors } from "../../../gradient/compare.ts";
import { zeroParameters } from "../../../network/parameters.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { displace } from "../../measure/displace.ts";
import { eulerByForce } from "../../measure/euler-by-force.ts";
import { largestEntry, largestOf } from "../../measure/largest.ts";
import {
  deepNetwork,
  reluNetwork,
  seeds,
  tanhNetwork,
  withSmallNetwork,
} from "../../measure/small-network.ts";
import { atLeast, atMost, exactly } from "../../window.ts";

const networks = [tanhNetwork, deepNetwork, reluNetwork];

/** Long enough to arrive: the softest curvature of these energies is above 0.3, and e^(−0.3 · 0.3 · 400) is 2e-16. */
const descent = { stepSize: 0.3, steps: 400 };

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
    stated("internal energy", exactly(0)),
    stated("largest |∂I/∂x|", exactly(0)),
    stated("largest |∂I/∂θ|", exactly(0)),
    stated("distance after descent", atMost(1e-12)),
    check("distance before descent", atLeast(0.1)),
  ],
  expected: "holds",
  condition: "",
  note: "Distances are from the feed-forward pass, for a descent along −∂I/∂x from activities moved by up to 0.5. The zeros are exact, not rounded: the errors are differences of the same numbers.",
  measure: () => {
    const measured = networks.flatMap((network) =>
      seeds.map((seed) =>
        withSmallNetwork(network, seed, (bench) => {
          const { linalg } = bench;
          const { energy, pass } = codingOf(bench);
          const { start } = energy;
          const force = start.map((x) => linalg.matrix(x.rows, x.columns));
          const gradient = zeroParameters(linalg, energy.layout);
          energy.force(start, 0, force);
          energy.parameterGradient(start, 0, gradient);
          const elsewhere = displace(linalg, start, seed, 0.5);
          const arrived = eulerByForce(linalg, energy, elsewhere, 0, descent);
          return {
            energy: largestOf(energy.values(start).internal),
            force: largestEntry(linalg, force),
            gradient: largestEntry(linalg, [gradient.all]),
            before: compareVectors(linalg, elsewhere, pass.activities).distance,
            after: compareVectors(linalg, arrived, pass.activities).distance,
          };
        }),
      ),
    );
    return {
      values: {
        "internal energy": largestOf(measured.map(({ energy }) => energy)),
        "largest |∂I/∂x|": largestOf(measured.map(({ force }) => force)),
        "largest |∂I/∂θ|": largestOf(measured.map(({ gradient }) => gradient)),
        "distance after descent": largestOf(measured.map(({ after }) => after)),
        "distance before descent": Math.min(...measured.map(({ before }) => before)),
      },
    };
  },
};
