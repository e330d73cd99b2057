import { bindEnergy, energies } from "../../../energy/registry.ts";
import { compareGradients } from "../../../gradient/compare.ts";
import { implicitGradient } from "../../../gradient/implicit.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { largestOf } from "../../measure/largest.ts";
import { deepNetwork, seeds, tanhNetwork, withSmallNetwork } from "../../measure/small-network.ts";
import { atLeast, atMost } from "../../window.ts";

const networks = [
  tanhNetwork,
  { ...tanhNetwork, activation: "sigmoid", loss: "cross-entropy" } as const,
  deepNetwork,
];

export const implicitIsBackprop: Claim = {
  id: "implicit-gradient",
  paper: "scellier-bengio-2017",
  statement:
    "The implicit gradient of the loss at the free phase of predictive coding is the gradient of backprop.",
  equation: "dL/dθ = −(∂²I/∂θ∂x) v with (∂²I/∂x²) v = ∂L/∂x",
  where: "§3.4, Eq. 19–21",
  source: "Almeida 1990; Pineda 1987; Scellier & Bengio 2019",
  conditions:
    "5 networks each of 6-5-4-3 tanh, 6-5-4-3 sigmoid with cross-entropy and 8-7-6-5-4 tanh; second derivatives by differences",
  scale: "small",
  parts: [
    stated("relative distance, predictive coding", atMost(1e-8)),
    check("control: smallest for the Hopfield energy", atLeast(0.01)),
  ],
  expected: "holds",
  condition: "",
  note: "For the Hopfield energy the implicit gradient is that of a recurrent network: what equilibrium propagation converges to is not backprop through the feed-forward network.",
  measure: (engines) => {
    const measured = networks.flatMap((network) =>
      seeds.map((seed) =>
        withSmallNetwork(engines, network, seed, (bench) => {
          const { linalg, problem } = bench;
          const backprop = trueGradient(bench, { truth: "backprop", energy: "predictive-coding" });
          const coding = bindEnergy(linalg, energies["predictive-coding"], problem);
          const implicit = implicitGradient(linalg, coding, coding.start);
          const inference = { solver: "equilibrium", tolerance: 1e-13, maxIterations: 1000 } as const;
          const recurrent = trueGradient({ ...bench, inference }, { truth: "implicit", energy: "hopfield" });
          return {
            coding: compareGradients(linalg, implicit, backprop).relativeDistance,
            hopfield: compareGradients(linalg, recurrent, backprop).relativeDistance,
          };
        }),
      ),
    );
    return {
      values: {
        "relative distance, predictive coding": largestOf(measured.map(({ coding }) => coding)),
        "control: smallest for the Hopfield energy": Math.min(...measured.map(({ hopfield }) => hopfield)),
      },
    };
  },
};
