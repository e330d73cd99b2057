import { bindEnergy, energies } from "../../../energy/registry.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import { relax } from "../../../inference/relax.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { largestOf } from "../../measure/largest.ts";
import { type SmallNetwork, seeds, tanhNetwork, withSmallNetwork } from "../../measure/small-network.ts";
import { atLeast, atMost, exactly } from "../../window.ts";

const network: SmallNetwork = {
  ...tanhNetwork,
  sizes: [6, 10, 8, 6, 3],
  activation: "relu",
  initialisation: "xavier-uniform",
  batch: 6,
};
const lambda = 1;

const rest = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 200 } as const;
const walk = {
  solver: "euler",
  stepSize: 0.05,
  steps: 8000,
  order: "simultaneous",
  tolerance: 1e-9,
} as const;
const search = { ...rest, solver: "minimum", starts: 2 } as const;

/** Of each sample where the solver and where small Euler steps end, and whether there was a choice. */
const endsOn = ({ linalg, problem }: Bench) => {
  const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
  const [found, walked, least] = [rest, walk, search].map((settings) =>
    relax(linalg, energy, "start", lambda, settings),
  ) as [ReturnType<typeof relax>, ReturnType<typeof relax>, ReturnType<typeof relax>];
  return found.outcomes.map((outcome, sample) => ({
    outcomes: [outcome, walked.outcomes[sample]!],
    minima: least.minima![sample]!,
    distance: Math.sqrt(
      found.state.reduce((sum, x, l) => {
        const [a, b] = [linalg.values(x), linalg.values(walked.state[l]!)];
        for (let k = sample * x.columns; k < (sample + 1) * x.columns; k++) sum += (a[k]! - b[k]!) ** 2;
        return sum;
      }, 0),
    ),
  }));
};

export const equilibriumReached: Claim = {
  id: "equilibrium-reached",
  paper: "millidge-2022",
  statement:
    "The equilibrium is the state in which the dynamics of Eq. 1 end, where F has several minima too, or both rest on a kink.",
  equation: "dx/dt = −∂F/∂x from x̄ → x̃(λ)",
  where: "§3.1, Eq. 1, 9",
  source: "the definition of the nudged equilibrium",
  conditions:
    "5 networks of 6-10-8-6-3 ReLU, 6 samples each, λ = 1; against 8000 Euler steps of 0.05, by another code path",
  scale: "small",
  parts: [
    stated("largest distance from where Euler's steps end, off kinks", atMost(1e-8)),
    stated("on kinks: largest distance / length of a step", atMost(1)),
    stated("samples called converged whose steps do not come to rest", exactly(0)),
    check("samples whose end is called max-steps, not found", exactly(0)),
    check("samples off kinks", atLeast(10)),
    check("samples with more than one minimum, at least", atLeast(1)),
  ],
  expected: "holds",
  condition: "",
  note: "At a kink steps chatter, as far as a step leads. That this has a window of its own, and that an end which is not found must say so, was declared after a first measurement: of 96 samples the steps of 2 chattered about two kinks at once without being called at rest. Up to 3 of the 30 ends were allowed not to be found, and 1 was not: a unit that hardly slides, pushed about by one that chatters beside it. Since that is looked for, none may be missed. Minima are those that a search from two random states finds beside. An acceleration that follows no dynamics jumps between them: `basin-mnist` is the same on the paper's network.",
  measure: (engines) => {
    const all = seeds.flatMap((seed) => withSmallNetwork(engines, network, seed, endsOn));
    const smooth = all.filter(({ outcomes }) => outcomes.every((outcome) => outcome === "converged"));
    const kinks = all.filter(({ outcomes }) => outcomes[0] === "kink");
    return {
      values: {
        "largest distance from where Euler's steps end, off kinks": largestOf(
          smooth.map(({ distance }) => distance),
        ),
        "on kinks: largest distance / length of a step": largestOf(
          kinks.map(({ distance }) => distance / walk.stepSize),
        ),
        "samples called converged whose steps do not come to rest":
          all.filter(({ outcomes }) => outcomes[0] === "converged").length - smooth.length,
        "samples whose end is called max-steps, not found": all.filter(
          ({ outcomes }) => outcomes[0] === "max-steps",
        ).length,
        "samples off kinks": smooth.length,
        "samples with more than one minimum, at least": all.filter(({ minima }) => minima > 1).length,
      },
    };
  },
};
