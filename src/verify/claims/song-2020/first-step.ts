import type { State } from "../../../energy/state.ts";
import { compareGradients } from "../../../gradient/compare.ts";
import { firstStepEstimate } from "../../../gradient/estimator/first-step.ts";
import type { Bench } from "../../../gradient/estimator.ts";
import { trueGradient } from "../../../gradient/truth.ts";
import type { Parameters } from "../../../network/parameters.ts";
import { check, type Engines, type MeasuringClaim, stated } from "../../claim.ts";
import { codingOf } from "../../measure/coding.ts";
import { displace } from "../../measure/displace.ts";
import { largestOf } from "../../measure/largest.ts";
import { type Reading, readAlong } from "../../measure/read-along.ts";
import {
  deepNetwork,
  reluNetwork,
  seeds,
  tanhNetwork,
  withSmallNetwork,
} from "../../measure/small-network.ts";
import { atLeast, atMost } from "../../window.ts";

const lambda = 0.5;

/** An estimate of the gradient at a free phase, with some step size. */
type Estimate = (bench: Bench, stepSize: number) => Parameters;

const zeroDivergence: Estimate = (bench, stepSize) =>
  firstStepEstimate(bench.linalg, codingOf(bench).energy, { lambda, stepSize });

/** Z-IL with one of its conditions broken, as changes of its plan. */
type Broken = (plan: Reading, depth: number, elsewhere: State) => Partial<Reading>;

const broken: Readonly<Record<string, Broken>> = {
  "start away from the free phase": (_, __, elsewhere) => ({ from: elsewhere }),
  "all layers read at step L − 1": (_, depth) => ({ stepOf: () => depth - 1 }),
  "each layer read a step late": ({ stepOf }) => ({ stepOf: (layer) => stepOf(layer) + 1 }),
  "η = 0.5 without the factor": () => ({ stepSize: 0.5 }),
};

const withPlan =
  (change: Broken, seed: number): Estimate =>
  (bench) => {
    const { energy } = codingOf(bench);
    const { sizes } = bench.problem.network;
    const depth = sizes.length - 1;
    const plan: Reading = {
      from: energy.start,
      lambda,
      stepSize: 1,
      stepOf: (layer) => depth - layer,
    };
    const elsewhere = displace(bench.linalg, energy.start, seed, 0.1);
    return readAlong(bench.linalg, energy, { ...plan, ...change(plan, depth, elsewhere) });
  };

/** Relative errors of an estimate over all networks. */
const errorsOf = (engines: Engines, estimateOf: (seed: number) => Estimate, stepSize: number): number[] =>
  [tanhNetwork, deepNetwork, reluNetwork].flatMap((network) =>
    seeds.map((seed) =>
      withSmallNetwork(engines, network, seed, (bench) => {
        const truth = trueGradient(bench, { truth: "backprop", energy: "predictive-coding" });
        const estimate = estimateOf(seed)(bench, stepSize);
        return compareGradients(bench.linalg, estimate, truth).relativeDistance;
      }),
    ),
  );

/** The claim about some first-step estimate. */
export const firstStepClaim = (estimate: Estimate): MeasuringClaim => ({
  id: "first-step",
  paper: "song-2020",
  statement:
    "Read when the wave of errors first reaches each layer, predictive coding computes the gradient of backprop exactly.",
  equation: "ε_l(t + 1) = ε_{l+1}(t) ∂f(W_l x_l)/∂x_l: at step L − l, ε_l = η^{L−l} · (−λ ∂L/∂x_l)",
  where: "§3.2, Eq. 12–14",
  source: "Song et al. 2020 (Z-IL)",
  conditions:
    "λ = 0.5; 5 networks each of 6-5-4-3 tanh, 8-7-6-5-4 tanh and 6-5-4-3 ReLU with cross-entropy; the controls break one condition of Z-IL each",
  scale: "small",
  parts: [
    stated("relative error, η = 1", atMost(1e-12)),
    stated("relative error, η = 0.5, layer l divided by η^{L−l}", atMost(1e-12)),
    check("the same from plain Euler steps", atMost(1e-12)),
    ...Object.keys(broken).map((name) => check(`control: ${name}`, atLeast(0.01))),
  ],
  expected: "holds",
  condition: "",
  note: "Z-IL asks for three things: start at the free phase, read layer l at step L − l, and a step size of 1. The last one only sets the scale of each layer, so dividing by η^{L−l} replaces it.",
  measure: (engines) => ({
    values: {
      "relative error, η = 1": largestOf(errorsOf(engines, () => estimate, 1)),
      "relative error, η = 0.5, layer l divided by η^{L−l}": largestOf(
        errorsOf(engines, () => estimate, 0.5),
      ),
      "the same from plain Euler steps": largestOf(
        errorsOf(engines, (seed) => withPlan(() => ({}), seed), 1),
      ),
      ...Object.fromEntries(
        Object.entries(broken).map(([name, change]) => [
          `control: ${name}`,
          Math.min(...errorsOf(engines, (seed) => withPlan(change, seed), 1)),
        ]),
      ),
    },
  }),
});

export const firstStep = firstStepClaim(zeroDivergence);
