import { mean } from "simple-statistics";
import { compareGradients } from "../../../gradient/compare.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import { estimatorNamed } from "../../../gradient/registry.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import type { Parameterisation } from "../../../network/network.ts";
import { exponentOf, farthest } from "../../../statistics/power-law.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { outputs, overDeep } from "../../measure/deep-network.ts";
import { largestOf } from "../../measure/largest.ts";
import {
  type LinearComparison,
  linearComparison,
  linearResidual,
} from "../../measure/linear/linear-residual.ts";
import { atLeast, atMost, within } from "../../window.ts";

/** λ of ordinary predictive coding. */
const lambda = 1;
const widths = [64, 128, 256];
const depths = [4, 8, 16];
const widest = 256;
const shallowest = 4;

/** The closed form on a bench. */
const comparisonOn = ({ linalg, problem }: Bench): LinearComparison => {
  const { network, parameters, input, target } = problem;
  const scales = network.layers.map(
    ({ incoming }) => incoming.find(({ map }) => map.weights !== null)!.scale,
  );
  return linearComparison(linearResidual(linalg, parameters, scales, input, target), lambda);
};

/** Means of the closed form's numbers. */
const closedForm = (parameterisation: Parameterisation, units: number, blocks: number): LinearComparison => {
  const all = overDeep({ parameterisation, activation: "linear", units, blocks }, comparisonOn);
  const meanOf = (number: keyof LinearComparison): number => mean(all.map((each) => each[number]));
  return {
    relativeDistance: meanOf("relativeDistance"),
    cosine: meanOf("cosine"),
    trace: meanOf("trace"),
  };
};

/** How far the closed form is from what the engine finds, at its largest. */
const disagreement = (parameterisation: Parameterisation): number =>
  largestOf(
    overDeep({ parameterisation, activation: "linear", units: 16, blocks: 4 }, (bench) => {
      const pcNudge = estimatorNamed("pc-nudge");
      const { gradient } = pcNudge.estimate(bench, lambda);
      const found = compareGradients(bench.linalg, gradient, trueGradient(bench, pcNudge));
      return Math.abs(found.relativeDistance - comparisonOn(bench).relativeDistance);
    }),
  );

/** E trace M = n_L/N Σ_k (1 + 1/L)^k, k = 0 … blocks: a block adds 1/L to the mean square of what it passes on. */
const expectedTrace = (units: number, blocks: number): number => {
  let [sum, factor] = [0, 1];
  for (let k = 0; k <= blocks; k++, factor *= 1 + 1 / (blocks + 2)) sum += factor;
  return (outputs / units) * sum;
};

export const depthWidthLinear: Claim = {
  id: "depth-width-linear",
  paper: "innocenti-2025",
  statement:
    "In residual networks with the μ-parameterisation the error of predictive coding falls with the width and grows with the depth, as L/N.",
  equation:
    "with M = Σ_l P_lᵀ P_l, P_l the product of the maps from layer l to the output: λ ∂L/∂o = λ r (I + λM)⁻¹, E trace M = n_L/N Σ_k (1 + 1/L)^k = O(L/N)",
  where: "μ-parameterisation, with depth scaled as 1/√L",
  source: "Innocenti et al. 2025; closed form of a linear network",
  conditions:
    "λ = 1, linear residual networks of 20 inputs and 5 outputs, weights, input and target N(0, 1); means over 6 networks; N = 64 to 256 with 4 blocks, 4 to 16 blocks with N = 256",
  scale: "small",
  parts: [
    stated("trace of M / its expectation, the farthest from 1", within(1, 0.15)),
    stated("relative error, exponent of N", within(-1, 0.2), "μP linear, error against width"),
    stated("relative error, exponent of L", within(1, 0.2), "μP linear, error against depth"),
    stated("with 1/√N at the output: smallest relative error, N = 16 to 256", atLeast(0.8)),
    stated("with 1/√N at the output: 1 − cosine at N = 256 / at N = 16", atMost(0.2)),
    check("closed form against the engine: difference of relative errors", atMost(1e-9)),
  ],
  expected: "holds",
  condition: "",
  note: "With 1/√N at the output M does not fall with N: the estimate stays far too short, while its direction comes right.",
  measure: () => {
    const wide = widths.map((units) => closedForm("mup", units, shallowest));
    // The widest is the shallowest of these.
    const deep = depths.map((blocks) =>
      blocks === shallowest ? wide[widths.indexOf(widest)]! : closedForm("mup", widest, blocks),
    );
    const ntp = [16, 64, 256].map((units) => closedForm("ntp", units, shallowest));
    const traces = [
      ...wide.map(({ trace }, i) => trace / expectedTrace(widths[i]!, shallowest)),
      ...deep.map(({ trace }, i) => trace / expectedTrace(widest, depths[i]!)),
    ];
    const errors = (all: readonly LinearComparison[]): number[] =>
      all.map(({ relativeDistance }) => relativeDistance);
    return {
      values: {
        "trace of M / its expectation, the farthest from 1": farthest(traces, 1),
        "relative error, exponent of N": exponentOf(widths, errors(wide)),
        "relative error, exponent of L": exponentOf(
          // L counts the layers with weights: the first, the blocks, the output.
          depths.map((blocks) => blocks + 2),
          errors(deep),
        ),
        "with 1/√N at the output: smallest relative error, N = 16 to 256": Math.min(...errors(ntp)),
        "with 1/√N at the output: 1 − cosine at N = 256 / at N = 16":
          (1 - ntp[2]!.cosine) / (1 - ntp[0]!.cosine),
        "closed form against the engine: difference of relative errors": largestOf([
          disagreement("mup"),
          disagreement("ntp"),
        ]),
      },
    };
  },
};
