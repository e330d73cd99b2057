import { mean } from "simple-statistics";
import { compareGradients } from "../../../gradient/compare.ts";
import { estimatorNamed } from "../../../gradient/registry.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import type { Parameterisation } from "../../../network/network.ts";
import { exponentOf } from "../../../statistics/power-law.ts";
import { type Claim, stated } from "../../claim.ts";
import { overDeep } from "../../measure/deep-network.ts";
import { within } from "../../window.ts";

/** Small, so that what is seen is the first order in λ M. */
const lambda = 0.01;
const widths = [16, 64, 256];
const depths = [2, 4, 8];
/** Where the width varies, and where the depth does: a network of both is measured once. */
const [blocks, units] = [4, 64];

/** Relative error of PC-Nudge at its equilibrium. */
const error = (parameterisation: Parameterisation, units: number, blocks: number): number =>
  mean(
    overDeep({ parameterisation, activation: "tanh", units, blocks }, (bench) => {
      const pcNudge = estimatorNamed("pc-nudge");
      const { gradient } = pcNudge.estimate(bench, lambda);
      return compareGradients(bench.linalg, gradient, trueGradient(bench, pcNudge)).relativeDistance;
    }),
  );

const alongWidth = (parameterisation: Parameterisation): readonly number[] =>
  widths.map((units) => error(parameterisation, units, blocks));

export const depthWidthTanh: Claim = {
  id: "depth-width-tanh",
  paper: "innocenti-2025",
  statement: "The law of depth and width, error as L/N, holds for tanh as for linear networks.",
  equation: "‖g(λ) − dL/dθ‖ / ‖dL/dθ‖ = O(λ L/N)",
  where: "μ-parameterisation, with depth scaled as 1/√L",
  source: "Innocenti et al. 2025",
  conditions:
    "λ = 0.01 at equilibrium, tanh residual networks of 20 inputs and 5 outputs, weights, input and target N(0, 1); means over 6 networks; N = 16 to 256 with 4 blocks, 2 to 8 blocks with N = 64",
  scale: "small",
  parts: [
    stated("relative error, exponent of N", within(-1, 0.2), "μP tanh, error against width"),
    stated("relative error, exponent of L", within(1, 0.2), "μP tanh, error against depth"),
    stated(
      "with 1/√N at the output: relative error, exponent of N",
      within(0, 0.2),
      "NTP tanh, error against width",
    ),
  ],
  expected: "holds",
  condition: "",
  note: "",
  measure: () => {
    const mup = alongWidth("mup");
    const deep = depths.map((depth) =>
      depth === blocks ? mup[widths.indexOf(units)]! : error("mup", units, depth),
    );
    return {
      values: {
        "relative error, exponent of N": exponentOf(widths, mup),
        // L counts the layers with weights: the first, the blocks, the output.
        "relative error, exponent of L": exponentOf(
          depths.map((depth) => depth + 2),
          deep,
        ),
        "with 1/√N at the output: relative error, exponent of N": exponentOf(widths, alongWidth("ntp")),
      },
    };
  },
};
