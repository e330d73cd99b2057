import { selectRows } from "../../../energy/select-rows.ts";
import { estimatorNamed } from "../../../gradient/registry.ts";
import { meanAlignment } from "../../../gradient/target-alignment.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { largestOf } from "../../measure/largest.ts";
import { linearAlignment } from "../../measure/linear/linear-alignment.ts";
import { plus, responses, rowsOf, times } from "../../measure/linear/linear-coding.ts";
import { linearNetwork } from "../../measure/small-network.ts";
import { worstOver } from "../../measure/worst-over.ts";
import { atLeast, atMost } from "../../window.ts";

/** From backprop through the clamped network, λ = 1, far beyond it. */
const strengths = [0.001, 0.1, 1, 10, 1000];
const network = { ...linearNetwork, sizes: [6, 3, 3, 3, 3, 3] };

const off = "largest distance of the alignment from its closed form";
const range = "largest change of the alignment from backprop to λ = 1";
const parts = [stated(off, atMost(1e-10)), check(range, atLeast(0.005))];

export const targetAlignmentLinear: Claim = {
  id: "target-alignment-linear",
  paper: "oliviers-2026",
  statement:
    "In a linear network the target alignment of predictive coding has a closed form at any λ, from that of backprop at λ → 0.",
  equation:
    "Δo = −Σ_l (x̄_{l−1}·x̃_{l−1} + 1) r (I + λM)⁻¹ K_lᵀ K_l, M = Σ_{l<L} K_lᵀ K_l; the 1 is that of the biases",
  where: "§5",
  source: "Oliviers, Lominadze & Bogacz 2026; closed form of the linear network",
  conditions: "λ = 0.001 to 1000, at equilibrium; each of 3 samples alone, 5 networks of 6-3-3-3-3-3 linear",
  scale: "small",
  parts,
  expected: "holds",
  condition: "",
  note: "Backprop moves the output along r Σ K_lᵀ K_l, which turns it towards the directions in which the network is strong; predictive coding has (I + λM)⁻¹ before it, which turns it back.",
  measure: () =>
    worstOver(parts, [network], (bench) => {
      const { linalg, problem } = bench;
      const { layers, m } = responses(linalg, problem.parameters);
      const weights = problem.parameters.weights.map((matrix) => rowsOf(linalg, matrix));
      const measured = Array.from({ length: problem.input.rows }, (_, sample) => {
        const alone = {
          ...problem,
          input: selectRows(linalg, problem.input, [sample]),
          target: selectRows(linalg, problem.target, [sample]),
        };
        const x = rowsOf(linalg, alone.input);
        const r = plus(weights.reduce(times, x), -1, rowsOf(linalg, alone.target));
        const found = strengths.map((lambda) =>
          meanAlignment({ ...bench, problem: alone }, estimatorNamed("pc-nudge"), lambda),
        );
        const backprop = meanAlignment({ ...bench, problem: alone }, estimatorNamed("backprop"), 1);
        return {
          off: largestOf([
            ...strengths.map((lambda, k) =>
              Math.abs(found[k]! - linearAlignment(weights, { layers, m }, x, r, lambda)),
            ),
            Math.abs(backprop - linearAlignment(weights, { layers, m }, x, r, 0)),
          ]),
          gain: Math.abs(found[strengths.indexOf(1)]! - backprop),
        };
      });
      return {
        [off]: largestOf(measured.map((each) => each.off)),
        [range]: largestOf(measured.map(({ gain }) => gain)),
      };
    }),
};
