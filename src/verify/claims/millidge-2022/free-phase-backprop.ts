import { compareVectors } from "../../../gradient/compare.ts";
import { relaxByEuler } from "../../../inference/solver/euler.ts";
import { type Claim, stated, stronger } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { largestOf } from "../../measure/largest.ts";
import {
  deepNetwork,
  reluNetwork,
  seeds,
  tanhNetwork,
  withSmallNetwork,
} from "../../measure/small-network.ts";
import { atMost } from "../../window.ts";

const lambda = 0.5;
const stepSize = 0.5;

export const freePhaseBackprop: Claim = {
  id: "free-phase-backprop",
  paper: "millidge-2022",
  statement:
    "At the free phase, the activities of every layer begin to move along −λ times the gradient of backprop.",
  equation: "dx_l/dt = −λ ∂L/∂x_l for l = 1 … L − 1, with ∂L/∂x_l through all layers above",
  where: "§3.1, Eq. 11, Fig. 2B",
  source: "Bengio & Fischer 2015; Millidge et al. 2022, section 3.1",
  conditions: "λ = 0.5, Euler steps of 0.5; 5 networks each of 6-5-4-3 tanh, 8-7-6-5-4 tanh and 6-5-4-3 ReLU",
  scale: "small",
  parts: [
    stated("all layers at t = 0: relative distance", atMost(1e-12)),
    stronger("penultimate layer at t = 0", atMost(1e-12)),
    stronger("layer l, first motion at step L − l", atMost(1e-12)),
  ],
  expected: "holds under a stronger condition",
  condition:
    "layer l is looked at when it first moves: at t = 0 in the penultimate layer, at step L − l below",
  note: "At t = 0 the layers below the penultimate one stand still, as section 3.1 of the paper says itself. The first motion of layer l is η^{L−l} times −λ ∂L/∂x_l.",
  measure: (engines) => {
    const measured = [tanhNetwork, deepNetwork, reluNetwork].flatMap((network) =>
      seeds.map((seed) =>
        withSmallNetwork(engines, network, seed, (bench) => {
          const { linalg } = bench;
          const { energy, truth } = codingOf(bench);
          const { start } = energy;
          const like = () => start.map((x) => linalg.matrix(x.rows, x.columns));
          const [force, along] = [like(), like()];
          energy.force(start, lambda, force);
          truth.activities.forEach((gradient, i) => {
            linalg.combine(-lambda, gradient, 0, gradient, along[i]!);
          });
          const first: number[] = [];
          let scale = 1;
          const euler = {
            solver: "euler",
            stepSize,
            steps: start.length,
            order: "simultaneous",
            tolerance: 0,
          } as const;
          relaxByEuler(linalg, energy, start, lambda, euler, (step, state) => {
            if (step === 0) return;
            scale *= stepSize;
            const i = start.length - step;
            const motion = linalg.matrix(start[i]!.rows, start[i]!.columns);
            linalg.combine(1 / scale, state[i]!, -1 / scale, start[i]!, motion);
            first.push(compareVectors(linalg, [motion], [along[i]!]).relativeDistance);
          });
          return {
            all: compareVectors(linalg, force, along).relativeDistance,
            penultimate: compareVectors(linalg, [force.at(-1)!], [along.at(-1)!]).relativeDistance,
            first: largestOf(first),
          };
        }),
      ),
    );
    return {
      values: {
        "all layers at t = 0: relative distance": largestOf(measured.map(({ all }) => all)),
        "penultimate layer at t = 0": largestOf(measured.map(({ penultimate }) => penultimate)),
        "layer l, first motion at step L − l": largestOf(measured.map(({ first }) => first)),
      },
    };
  },
};
