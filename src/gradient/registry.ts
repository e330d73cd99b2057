import { holomorphicHopfield } from "../energy/hopfield/holomorphic.ts";
import { unitPrecisions } from "../energy/precisions.ts";
import { holomorphicPredictiveCoding } from "../energy/predictive-coding/holomorphic.ts";
import { layoutOf } from "../energy/problem.ts";
import { bindEnergy, type EnergyName, energies } from "../energy/registry.ts";
import { relax } from "../inference/relax.ts";
import { feedForward } from "../network/feed-forward.ts";
import type { Bench, EstimatedGradient, Estimator } from "./estimator.ts";
import { firstStepEstimate } from "./first-step.ts";
import { fixedPredictionEstimate } from "./fixed-prediction.ts";
import { holomorphicEstimate } from "./holomorphic.ts";
import { richardsonEstimate } from "./richardson.ts";
import { taylorCorrectedEstimate } from "./taylor-correction.ts";
import {
  contrastive,
  type Estimate,
  oneSided,
  type Phases,
  symmetric,
  twoPhaseEstimate,
} from "./two-phase.ts";

type Estimating = Estimator["estimate"];

const simplify = ({ gradient, relaxations }: Estimate): EstimatedGradient => ({
  gradient,
  relaxations: relaxations.map((phase) => phase.relaxation),
});

/** The two-phase formula on an energy, with λ as the dial. */
const nudging =
  (energy: EnergyName, phases: (lambda: number) => Phases): Estimating =>
  ({ linalg, problem, inference }, lambda) =>
    simplify(
      twoPhaseEstimate(
        linalg,
        bindEnergy(linalg, energies[energy], problem),
        layoutOf(problem),
        phases(lambda),
        inference,
      ),
    );

/** The two-phase formula with a clamped output, the strength of the feedback as the dial. */
const weakFeedback =
  (energy: EnergyName): Estimating =>
  ({ linalg, problem, inference }, feedback) =>
    simplify(
      twoPhaseEstimate(
        linalg,
        bindEnergy(linalg, energies[energy], problem, feedback),
        layoutOf(problem),
        contrastive,
        inference,
      ),
    );

const onPredictiveCoding =
  (estimate: typeof richardsonEstimate): Estimating =>
  ({ linalg, problem, inference }, lambda) =>
    simplify(
      estimate(
        linalg,
        bindEnergy(linalg, energies["predictive-coding"], problem),
        layoutOf(problem),
        lambda,
        inference,
      ),
    );

const holomorphicCoding =
  (points: number): Estimating =>
  ({ linalg, problem, inference }, radius) => {
    const { network, parameters, input } = problem;
    const pass = feedForward(linalg, network, parameters, input);
    const energy = holomorphicPredictiveCoding(linalg, {
      ...problem,
      pass,
      precisions: unitPrecisions(network.sizes),
    });
    return holomorphicEstimate(linalg, energy, network.sizes, pass.activities, { radius, points }, inference);
  };

const holomorphicPropagation =
  (points: number): Estimating =>
  ({ linalg, problem, inference }, radius) => {
    const real = bindEnergy(linalg, energies.hopfield, problem);
    const free = relax(linalg, real, real.start, 0, inference).state;
    const energy = holomorphicHopfield(linalg, problem);
    return holomorphicEstimate(linalg, energy, problem.network.sizes, free, { radius, points }, inference);
  };

/** Z-IL at λ and η = 1: no limit to take, so the dial changes nothing but rounding. */
const firstStep = ({ linalg, problem }: Bench, lambda: number): EstimatedGradient => {
  const energy = bindEnergy(linalg, energies["predictive-coding"], problem);
  const gradient = firstStepEstimate(linalg, energy, problem.network.sizes, { lambda, stepSize: 1 });
  return { gradient, relaxations: [] };
};

const fixedPrediction = ({ linalg, problem }: Bench): EstimatedGradient => {
  const { network, parameters, input } = problem;
  const pass = feedForward(linalg, network, parameters, input);
  const steps = network.sizes.length - 1;
  return {
    gradient: fixedPredictionEstimate(linalg, problem, pass, { stepSize: 1, steps }),
    relaxations: [],
  };
};

const coding = { energy: "predictive-coding", dial: "lambda", truth: "backprop" } as const;
const propagation = { energy: "hopfield", dial: "lambda", truth: "implicit" } as const;

const holomorphic = [2, 4, 6].flatMap((points): Estimator[] => [
  {
    ...coding,
    name: `pc-holomorphic-${points}`,
    order: points,
    source: "Laborieux & Zenke 2022",
    builtinAlone: true,
    estimate: holomorphicCoding(points),
  },
  {
    ...propagation,
    name: `ep-holomorphic-${points}`,
    order: points,
    source: "Laborieux & Zenke 2022",
    builtinAlone: true,
    estimate: holomorphicPropagation(points),
  },
]);

/** The estimators by name. To add one: write its file, and an entry here. */
export const estimators: readonly Estimator[] = [
  {
    ...coding,
    name: "pc-nudge",
    order: 1,
    source: "Millidge et al. 2022, Eq. 22",
    estimate: nudging("predictive-coding", oneSided),
  },
  {
    ...coding,
    name: "pc-symmetric",
    order: 2,
    source: "Laborieux et al. 2021",
    estimate: nudging("predictive-coding", symmetric),
  },
  {
    ...coding,
    name: "pc-richardson",
    order: 2,
    source: "Richardson 1911",
    estimate: onPredictiveCoding(richardsonEstimate),
  },
  {
    ...coding,
    name: "pc-equation-16",
    order: 0,
    source: "Millidge et al. 2022, Eq. 16 as written",
    estimate: onPredictiveCoding(taylorCorrectedEstimate),
  },
  {
    ...coding,
    name: "pc-weak-feedback",
    dial: "kappa",
    order: 1,
    source: "Whittington & Bogacz 2017",
    estimate: weakFeedback("predictive-coding"),
  },
  { ...coding, name: "first-step", order: null, source: "Song et al. 2020, Eq. 12–14", estimate: firstStep },
  {
    ...coding,
    name: "fixed-prediction",
    order: null,
    source: "Millidge et al. 2020a",
    builtinAlone: true,
    estimate: fixedPrediction,
  },
  {
    ...propagation,
    name: "ep-one-sided",
    order: 1,
    source: "Scellier & Bengio 2017",
    nudgesAny: true,
    estimate: nudging("hopfield", oneSided),
  },
  {
    ...propagation,
    name: "ep-symmetric",
    order: 2,
    source: "Laborieux et al. 2021",
    nudgesAny: true,
    estimate: nudging("hopfield", symmetric),
  },
  {
    energy: "layered-feedback",
    dial: "gamma",
    truth: "backprop",
    name: "chl",
    order: 1,
    source: "Xie & Seung 2003, Eq. 5",
    builtinAlone: true,
    estimate: weakFeedback("layered-feedback"),
  },
  ...holomorphic,
];
