import type { Nudge } from "../../../energy/state.ts";
import { estimatorNamed } from "../../../gradient/registry.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { energyOn } from "../../measure/bound-energy.ts";
import { along, randomDirection, relaxedEnergy, slopeAlongParameters } from "../../measure/relaxed-energy.ts";
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
  measure: (engines) =>
    worstOver(engines, parts, [tanhNetwork], (bench, seed) => {
      const direction = randomDirection(bench, seed);
      const measured = gammas.map((gamma) => {
        const { gradient } = estimatorNamed("chl").estimate(bench, gamma);
        const slope = along(bench.linalg.values(gradient.all), direction);
        const derivative = slopeAlongParameters(bench, direction, step, () => {
          const energy = energyOn(bench, "layered-feedback", gamma);
          const at = (nudge: Nudge) => relaxedEnergy(bench, energy, "start", nudge).internal;
          return at("clamped") - at(0);
        });
        return { off: Math.abs(slope - derivative) / Math.abs(derivative), size: Math.abs(derivative) };
      });
      return {
        [off]: Math.max(...measured.map((each) => each.off)),
        [size]: Math.min(...measured.map((each) => each.size)),
      };
    }),
};
