import type { EnergyName } from "../energy/registry.ts";
import { backprop } from "./estimator/backprop.ts";
import { chl } from "./estimator/chl.ts";
import { directFeedbackAlignment } from "./estimator/direct-feedback-alignment.ts";
import { epHolomorphic } from "./estimator/ep-holomorphic.ts";
import { epOneSided } from "./estimator/ep-one-sided.ts";
import { epSymmetric } from "./estimator/ep-symmetric.ts";
import { feedbackAlignment } from "./estimator/feedback-alignment.ts";
import { firstStep } from "./estimator/first-step.ts";
import { fixedPrediction } from "./estimator/fixed-prediction.ts";
import { pcAlm } from "./estimator/pc-alm.ts";
import { pcEquation16 } from "./estimator/pc-equation-16.ts";
import { pcHolomorphic } from "./estimator/pc-holomorphic.ts";
import { pcNudge } from "./estimator/pc-nudge.ts";
import { pcRichardson } from "./estimator/pc-richardson.ts";
import { pcSymmetric } from "./estimator/pc-symmetric.ts";
import { pcWeakFeedback } from "./estimator/pc-weak-feedback.ts";
import type { Estimator } from "./estimator.ts";
import { guarded } from "./supports.ts";

/** The estimators, each of which refuses by name what it does not support. To add one: write its file, and a line here. */
export const estimators: readonly Estimator[] = [
  backprop,
  pcNudge,
  pcSymmetric,
  pcRichardson,
  pcEquation16,
  pcAlm(1),
  pcAlm(2),
  pcWeakFeedback,
  firstStep,
  fixedPrediction,
  epOneSided,
  epSymmetric,
  chl,
  pcHolomorphic(2),
  epHolomorphic(2),
  pcHolomorphic(4),
  epHolomorphic(4),
  pcHolomorphic(6),
  epHolomorphic(6),
  feedbackAlignment,
  directFeedbackAlignment,
].map(guarded);

/** The estimators that are the two-phase formula with λ as the dial, the first of each scheme: what an experiment on any energy is made of. */
export const nudgingSchemes: readonly (Estimator & Required<Pick<Estimator, "phases">>)[] =
  estimators.flatMap((estimator, i) => {
    const { phases, scheme } = estimator;
    const isFirst = estimators.findIndex((other) => other.phases && other.scheme === scheme) === i;
    return phases && isFirst ? [{ ...estimator, phases }] : [];
  });

/** The estimator of the registry that learns with an energy: the first that is made for it. */
export const estimatorFor = (energy: EnergyName): Estimator => {
  const found = estimators.find((estimator) => estimator.energy === energy);
  if (found === undefined) throw new Error(`no estimator is made for the energy ${energy}`);
  return found;
};

const byName = new Map(estimators.map((estimator) => [estimator.name, estimator]));

/** An estimator by its name. Throws an Error, a bug of ours, for one that there isn't: configs are checked before. */
export const estimatorNamed = (name: string): Estimator => {
  const found = byName.get(name);
  if (found === undefined) throw new Error(`no estimator is called ${name}`);
  return found;
};
