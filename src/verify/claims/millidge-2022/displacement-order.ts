import { logarithmicPoints } from "../../../config/points.ts";
import { compareVectors } from "../../../gradient/compare.ts";
import { relax } from "../../../inference/relax.ts";
import { exponentOf } from "../../../statistics/power-law.ts";
import { type Claim, stated } from "../../claim.ts";
import { energyOn, freePhaseOf } from "../../measure/bound-energy.ts";
import { tanhNetwork } from "../../measure/small-network.ts";
import { worstOver } from "../../measure/worst-over.ts";
import { within } from "../../window.ts";

const lambdas = logarithmicPoints(1e-4, 0.01, 5);
const gammas = logarithmicPoints(1e-5, 0.001, 5);

const coding = "predictive coding: exponent of λ";
const hopfield = "Hopfield: exponent of λ";
const feedback = "contrastive Hebbian learning: exponent of γ";
const parts = [
  stated(coding, within(1, 0.03), "PC, distance of the equilibria"),
  stated(hopfield, within(1, 0.03), "Hopfield, distance of the equilibria"),
  stated(feedback, within(1, 0.03), "CHL, distance of the equilibria"),
];

export const displacementOrder: Claim = {
  id: "displacement-order",
  paper: "millidge-2022",
  statement: "The distance between the two equilibria goes to 0 in proportion to λ, and to γ.",
  equation: "Σ_l ‖x̃_l − x̄_l‖ = O(λ), O(γ), over the hidden layers",
  where: "§3.3, §3.4",
  source: "Millidge et al. 2022, section 3.3",
  conditions: "at equilibrium; λ from 1e-4 to 0.01, γ from 1e-5 to 0.001; 5 networks of 6-5-4-3 tanh",
  scale: "small",
  parts,
  expected: "holds",
  condition: "",
  note: "With weak feedback the layer below the output moves by γ, the one below that by γ²: the sum has the order of the first. The clamped output itself moves by its whole error, whatever γ.",
  measure: (engines) =>
    worstOver(engines, parts, [tanhNetwork], (bench) => {
      const { linalg, inference } = bench;
      const hidden = tanhNetwork.sizes.length - 2;
      const distance = (name: Parameters<typeof energyOn>[1], lambda: number | null, gamma: number) =>
        linalg.scope(() => {
          const energy = energyOn(bench, name, gamma);
          const free = freePhaseOf(bench, energy);
          const moved = relax(linalg, energy, free, lambda ?? "clamped", inference).state;
          return free
            .slice(0, hidden)
            .reduce((sum, x, l) => sum + compareVectors(linalg, [moved[l]!], [x]).distance, 0);
        });
      const exponent = (dials: readonly number[], at: (dial: number) => number) =>
        exponentOf(dials, dials.map(at));
      return {
        [coding]: exponent(lambdas, (lambda) => distance("predictive-coding", lambda, 1)),
        [hopfield]: exponent(lambdas, (lambda) => distance("hopfield", lambda, 1)),
        [feedback]: exponent(gammas, (gamma) => distance("layered-feedback", null, gamma)),
      };
    }),
};
