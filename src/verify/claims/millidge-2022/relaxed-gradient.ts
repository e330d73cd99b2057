import { oneSided, twoPhaseEstimate } from "../../../gradient/two-phase.ts";
import { type Claim, check, type Engines, type Measurement, stated } from "../../claim.ts";
import { measuredAfresh, withFresh } from "../../measure/afresh.ts";
import { energyOn } from "../../measure/bound-energy.ts";
import { largestOf } from "../../measure/largest.ts";
import { along, randomDirection, relaxedEnergy, slopeAlongParameters } from "../../measure/relaxed-energy.ts";
import {
  reluNetwork,
  type SmallNetwork,
  seeds,
  tanhNetwork,
  withSmallNetwork,
} from "../../measure/small-network.ts";
import { atLeast, atMost } from "../../window.ts";

const strengths = [0.1, 0.5, 1];
const step = 1e-5;
const networks: readonly SmallNetwork[] = [tanhNetwork, { ...reluNetwork, batch: 24 }];

const off = "|estimate · v − (1/λ) dF*/dv| / |estimate · v|, largest";
const kinks = "samples that rest on a kink, of 360";
const unsettled = "samples that do not come to rest";

export const relaxedGradient: Claim = {
  id: "relaxed-gradient",
  paper: "millidge-2022",
  statement:
    "At any λ the estimate of PC-Nudge is a gradient: that of the relaxed energy over λ. It is so where units of a ReLU network rest on their kinks, too.",
  equation: "(1/λ) ∂F/∂θ(x̃) = (1/λ) dF*/dθ, F*(θ) = F(x̃(θ), θ)",
  where: "§3.4, Eq. 18–20",
  source: "Millidge et al. 2022, Eq. 18–20; the envelope theorem",
  conditions:
    "λ = 0.1, 0.5 and 1; 5 networks each of 6-5-4-3 tanh with 3 samples and ReLU with cross-entropy and 24; dF*/dθ along a random direction by differences of the energy, relaxed anew at each point",
  scale: "small",
  parts: withFresh([stated(off, atMost(1e-5)), check(kinks, atLeast(10)), check(unsettled, atMost(0))]),
  expected: "holds",
  condition: "",
  note: "What PC-Nudge descends at a finite λ is this energy, not the loss. On a kink neither of the two slopes of ReLU gives its gradient: the one between them that balances the forces does. The set-up was chosen with measurements in sight, not declared before them: batches of 24 samples with ReLU, so that enough of them rest on kinks. Its windows are therefore held against as many networks that had no part in the choice.",
  measure: (engines) => measuredAfresh(seeds, (these) => measureOn(engines, these)),
};

const measureOn = (engines: Engines, these: readonly number[]): Measurement => {
  const measured = networks.flatMap((network) =>
    these.flatMap((seed) =>
      withSmallNetwork(engines, network, seed, (bench) => {
        const { linalg, inference } = bench;
        const direction = randomDirection(bench, seed);
        return strengths.map((lambda) =>
          linalg.scope(() => {
            const energy = energyOn(bench, "predictive-coding");
            const { gradient, relaxations } = twoPhaseEstimate(linalg, energy, oneSided(lambda), inference);
            const outcomes = relaxations.flatMap(({ relaxation }) => relaxation.outcomes);
            const found = along(linalg.values(gradient.all), direction);
            const derivative = slopeAlongParameters(bench, direction, step, () => {
              const { internal, loss } = relaxedEnergy(
                bench,
                energyOn(bench, "predictive-coding"),
                "start",
                lambda,
              );
              return internal / lambda + loss;
            });
            return {
              off: Math.abs(found - derivative) / Math.abs(derivative),
              kinks: outcomes.filter((outcome) => outcome === "kink").length,
              unsettled: outcomes.filter((outcome) => outcome !== "kink" && outcome !== "converged").length,
            };
          }),
        );
      }),
    ),
  );
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    values: {
      [off]: largestOf(measured.map((each) => each.off)),
      [kinks]: sum(measured.map((each) => each.kinks)),
      [unsettled]: sum(measured.map((each) => each.unsettled)),
    },
  };
};
