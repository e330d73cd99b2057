import { compareGradients, compareLayers } from "../../../gradient/compare.ts";
import { freeOutput } from "../../../gradient/free-phase.ts";
import { estimatorNamed } from "../../../gradient/registry.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import { spreadOf } from "../../../statistics/spread.ts";
import { evaluate } from "../../../training/evaluate.ts";
import { type Claim, check, stated } from "../../claim.ts";
import { largestOf } from "../../measure/largest.ts";
import { type SmallNetwork, withSmallNetwork } from "../../measure/small-network.ts";
import { atLeast, atMost, within } from "../../window.ts";

/** A direction is random: its mean is one over more networks than an order needs. */
const seeds = Array.from({ length: 20 }, (_, seed) => seed);

const network: SmallNetwork = {
  sizes: [10, 20, 5],
  activation: "linear",
  loss: "squared-error",
  initialisation: "pytorch-default",
  batch: 20,
};
const steps = 1000;
const rate = 0.1;

const start = "hidden layer, cosine with backprop at the start, mean";
const end = "hidden layer, cosine with backprop after training, mean";
const whole = "all layers, cosine with backprop after training, mean";
const fall = "loss after training / at the start, largest";

export const feedbackAlignment: Claim = {
  id: "feedback-alignment",
  paper: "lillicrap-2016",
  statement:
    "Feedback through fixed random matrices has no part in the gradient at first; training turns the weights until it has, but it does not become backprop.",
  equation: "δ_l = (δ_{l+1} B_l) ∘ f′(a_l) in place of (δ_{l+1} W_lᵀ) ∘ f′(a_l)",
  where: "after Eq. 23",
  source: "Lillicrap et al. 2016",
  conditions:
    "20 networks of 10-20-5 linear, each with feedback of its own, 20 samples; 1000 steps of gradient descent of 0.1",
  scale: "small",
  parts: [
    stated(start, within(0, 0.2)),
    stated(end, atLeast(0.3)),
    stated(whole, atMost(0.99)),
    check(fall, atMost(0.9)),
  ],
  expected: "holds",
  condition: "",
  note: "A control: the other end of the yardstick on which the estimators of energies are measured. The output layer's gradient is exact in both, so that the cosine over all layers says less than that of the hidden one. After 300 steps the hidden cosine is 0.26.",
  measure: (engines) => {
    const estimator = estimatorNamed("feedback-alignment");
    const runs = seeds.map((seed) =>
      withSmallNetwork(engines, network, seed, (drawn) => {
        const bench = { ...drawn, seed };
        const { linalg, problem } = bench;
        const look = () =>
          linalg.scope(() => {
            const { gradient } = estimator.estimate(bench, 1);
            const truth = trueGradient(bench, estimator);
            return {
              hidden: compareLayers(linalg, gradient, truth)[0]!.cosine,
              whole: compareGradients(linalg, gradient, truth).cosine,
              loss: evaluate(linalg, problem.loss, freeOutput(bench, estimator, 1), problem.target).loss,
            };
          });
        const before = look();
        for (let step = 0; step < steps; step++) {
          linalg.scope(() => {
            linalg.addScaled(-rate, estimator.estimate(bench, 1).gradient.all, problem.parameters.all);
          });
        }
        return { before, after: look() };
      }),
    );
    const mean = (of: (run: (typeof runs)[number]) => number): number => spreadOf(runs.map(of)).mean!;
    return {
      values: {
        [start]: mean(({ before }) => before.hidden),
        [end]: mean(({ after }) => after.hidden),
        [whole]: mean(({ after }) => after.whole),
        [fall]: largestOf(runs.map(({ before, after }) => after.loss / before.loss)),
      },
    };
  },
};
