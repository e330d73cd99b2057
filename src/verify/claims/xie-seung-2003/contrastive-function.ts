import type { Nudge } from "../../../energy/state.ts";
import { stencil } from "../../../gradient/directional.ts";
import { estimatorNamed } from "../../../gradient/registry.ts";
import { relax } from "../../../inference/relax.ts";
import { createStream } from "../../../random/stream.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { energyOn } from "../../measure/bound-energy.ts";
import { tanhNetwork } from "../../measure/small-network.ts";
import { worstOver } from "../../measure/worst-over.ts";
import { atLeast, atMost } from "../../window.ts";

const gammas = [0.1, 0.5];
const step = 1e-3;

const off = "|update · v − dC/dv| / |dC/dv|";
const size = "|dC/dv|";
const parts = [stated(off, atMost(1e-7)), check(size, atLeast(1e-4))];

export const contrastiveFunction: Claim = {
  id: "contrastive-function",
  paper: "xie-seung-2003",
  statement:
    "The update of contrastive Hebbian learning is the gradient of the contrastive function, whatever the feedback.",
  equation: "C(θ) = E(x̌, θ) − E(x̂, θ), clamped less free; ∂C/∂θ = ∂E/∂θ(x̌) − ∂E/∂θ(x̂)",
  where: "§2.2, Eq. 6",
  source: "Movellan 1991; Xie & Seung 2003",
  conditions:
    "γ = 0.1 and 0.5; 5 networks of 6-5-4-3 tanh; the derivative along a random direction of θ by five-point differences of C, relaxed anew at each point",
  scale: "small",
  parts,
  expected: "holds",
  condition: "",
  note: "True at any γ: that C becomes the loss of backprop takes γ → 0 (`feedback-order`).",
  measure: () =>
    worstOver(parts, [tanhNetwork], (bench, seed) => {
      const { linalg, problem, inference } = bench;
      const theta = linalg.values(problem.parameters.all);
      const { uniform } = createStream(seed, "order");
      const direction = Array.from(theta, () => 2 * uniform() - 1);
      const at = theta.slice();
      const measured = gammas.map((gamma) => {
        const { gradient } = estimatorNamed("chl").estimate(bench, gamma);
        const slope = Array.from(linalg.values(gradient.all)).reduce(
          (sum, value, k) => sum + value * direction[k]!,
          0,
        );
        const contrast = (): number =>
          linalg.scope(() => {
            const energy = energyOn(bench, "layered-feedback", gamma);
            const rest = (nudge: Nudge) => {
              const { internal } = energy.values(relax(linalg, energy, "start", nudge, inference).state);
              return internal.reduce((sum, value) => sum + value, 0) / internal.length;
            };
            return rest("clamped") - rest(0);
          });
        const derivative = stencil.reduce((sum, [k, weight]) => {
          theta.forEach((_, i) => {
            theta[i] = at[i]! + k * step * direction[i]!;
          });
          return sum + (weight / step) * contrast();
        }, 0);
        theta.set(at);
        return { off: Math.abs(slope - derivative) / Math.abs(derivative), size: Math.abs(derivative) };
      });
      return {
        [off]: Math.max(...measured.map((each) => each.off)),
        [size]: Math.min(...measured.map((each) => each.size)),
      };
    }),
};
