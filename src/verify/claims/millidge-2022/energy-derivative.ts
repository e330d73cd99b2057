import { mean } from "simple-statistics";
import { type Claim, check, stated } from "../../claim.ts";
import { energyOn, freePhaseOf } from "../../measure/bound-energy.ts";
import { largestOf } from "../../measure/largest.ts";
import { relaxedEnergy, slopeAt } from "../../measure/relaxed-energy.ts";
import { tanhNetwork } from "../../measure/small-network.ts";
import { worstOver } from "../../measure/worst-over.ts";
import { atLeast, atMost } from "../../window.ts";

const strengths = [0, 0.2];
const step = 0.005;

const slope = "|dF*/dλ − L(x̃)| / L(x̃)";
const other = "|dF*/dλ − L(x̄)| / L(x̄) at λ = 0.2";
const parts = [stated(slope, atMost(1e-6)), check(other, atLeast(1e-3))];

export const energyDerivative: Claim = {
  id: "energy-derivative",
  paper: "millidge-2022",
  statement: "Along the equilibria the total energy grows with λ at the rate of the loss.",
  equation: "dF(x̃(λ), λ)/dλ = L(x̃(λ))",
  where: "§3.4, Eq. 19, 20",
  source: "Millidge et al. 2022, Eq. 19, 20; Scellier & Bengio 2017",
  conditions:
    "λ = 0 and 0.2; predictive coding and Hopfield, 5 networks each of 6-5-4-3 tanh; five-point differences over steps of 0.005",
  scale: "small",
  parts,
  expected: "holds",
  condition: "",
  note: "An equilibrium is stationary, so that its motion does not count (the envelope theorem). The check says that the loss at the free phase would not do.",
  measure: (engines) =>
    worstOver(engines, parts, [tanhNetwork], (bench) => {
      const measured = (["predictive-coding", "hopfield"] as const).flatMap((name) => {
        const energy = energyOn(bench, name);
        const free = freePhaseOf(bench, energy);
        const freeLoss = mean([...energy.values(free).supervised]);
        return strengths.map((lambda) => {
          const { loss } = relaxedEnergy(bench, energy, free, lambda);
          const derivative = slopeAt(step, (t) => {
            const at = relaxedEnergy(bench, energy, free, lambda + t);
            return at.internal + (lambda + t) * at.loss;
          });
          const off = (value: number) => Math.abs(derivative - value) / value;
          return { lambda, off: off(loss), offFree: off(freeLoss) };
        });
      });
      return {
        [slope]: largestOf(measured.map(({ off }) => off)),
        [other]: Math.min(...measured.filter(({ lambda }) => lambda > 0).map(({ offFree }) => offFree)),
      };
    }),
};
