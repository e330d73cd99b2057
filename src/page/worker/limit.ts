import type { OneImage } from "../../bench/one-image.ts";
import { errorsOf } from "../../energy/capabilities.ts";
import { UserError } from "../../errors.ts";
import { distancesFromBackprop } from "../../experiments/inference-distance/measure.ts";
import { compareWholly } from "../../gradient/compare.ts";
import { oneSided, twoPhaseEstimate } from "../../gradient/two-phase.ts";
import { largestCurvature } from "../../inference/curvature/curvature.ts";
import { requireBounded } from "../../inference/diverged.ts";
import { worstOf } from "../../inference/outcome.ts";
import type { InferenceSettings } from "../../inference/relax.ts";
import type { EquilibriumSettings } from "../../inference/solver/equilibrium.ts";
import { type EulerSettings, relaxByEuler } from "../../inference/solver/euler.ts";
import type { Settings } from "../../rows/settings.ts";
import type { Course, LimitAnswer, Reading, Templates } from "../protocol.ts";
import type { LimitState } from "../state/limit.ts";
import type { createProblems } from "./problem.ts";

type Problems = ReturnType<typeof createProblems>;

/** How a cell of the templates' command would infer, with the steps of the sliders. */
export const inferencesOf = (
  { euler, equilibrium }: Pick<Templates, "euler" | "equilibrium">,
  { stepSize, steps }: Pick<LimitState, "stepSize" | "steps">,
) => ({
  euler: { ...(euler.inference as Settings), stepSize, steps } as unknown as EulerSettings,
  equilibrium: equilibrium.inference as unknown as EquilibriumSettings,
});

/** The estimate at one λ, as a row of fig3a.csv has it, and layer by layer. Throws `UserError` where inference diverges. */
export const readingOf = (
  { linalg, energy, truth }: OneImage,
  lambda: number,
  inference: InferenceSettings,
): Reading =>
  linalg.scope(() => {
    const { gradient, relaxations } = twoPhaseEstimate(linalg, energy, oneSided(lambda), inference);
    for (const { nudge, relaxation } of relaxations)
      requireBounded(linalg, energy, nudge, inference, relaxation);
    const { relaxation } = relaxations.at(-1)!;
    const { internal, supervised } = energy.values(relaxation.state);
    const { whole, layers } = compareWholly(linalg, gradient, truth.parameters);
    return {
      distance: whole.distance,
      relativeError: known(whole.relativeDistance),
      cosine: known(whole.cosine),
      layerCosines: layers.map((layer) => known(layer.cosine)),
      outcome: worstOf(relaxation.outcomes) ?? "converged",
      residual: relaxation.residuals[0]!,
      iterations: relaxation.steps[0]!,
      internal: internal[0]!,
      supervised: lambda * supervised[0]!,
    };
  });

/** Everything that the section shows at one place of its sliders, but for what may come later. */
export const answerLimit = (
  problems: Problems,
  templates: Templates,
  id: number,
  state: LimitState,
): LimitAnswer => {
  const begun = performance.now();
  return problems(state, (problem) => {
    const { lambda } = state;
    const inferences = inferencesOf(templates, state);
    const reading = (inference: InferenceSettings) =>
      timed(() => tried(() => readingOf(problem, lambda, inference)));
    const [euler, eulerTime] = reading(inferences.euler);
    const [equilibrium, equilibriumTime] = reading(inferences.equilibrium);
    const course = courseOf(problem, lambda, inferences.euler);
    return {
      kind: "limit",
      id,
      trouble: euler.trouble,
      euler: euler.found,
      equilibrium: equilibrium.found,
      course,
      milliseconds: { euler: eulerTime, equilibrium: equilibriumTime, all: performance.now() - begun },
    };
  });
};

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

const tried = <Found>(measure: () => Found): { found: Found | null; trouble: string | null } => {
  try {
    return { found: measure(), trouble: null };
  } catch (error) {
    if (error instanceof UserError) return { found: null, trouble: error.message };
    throw error;
  }
};

const timed = <Found>(measure: () => Found): readonly [Found, number] => {
  const start = performance.now();
  return [measure(), performance.now() - start];
};

/** The same steps once more, watched: energies, distances, activities and errors at each. */
const courseOf = (problem: OneImage, lambda: number, settings: EulerSettings): Course => {
  const { linalg, energy } = problem;
  return linalg.scope(() => {
    const measure = distancesFromBackprop(lambda, problem);
    const internal: number[] = [];
    const supervised: number[] = [];
    const widths = energy.start.map(({ columns }) => columns);
    const room = () => widths.map((units) => new Float32Array(units * (settings.steps + 1)));
    const [activities, errors] = [room(), room()];
    const distances: number[][] = widths.map(() => []);
    relaxByEuler(linalg, energy, "start", lambda, settings, (step, at) => {
      const values = energy.values(at);
      internal.push(values.internal[0]!);
      supervised.push(lambda * values.supervised[0]!);
      const errorsNow = errorsOf(energy, at);
      at.forEach((x, l) => {
        activities[l]!.set(linalg.values(x), step * widths[l]!);
        errors[l]!.set(linalg.values(errorsNow[l]!), step * widths[l]!);
      });
      if (step > 0)
        measure.activityChange(at, step * settings.stepSize).forEach((distance, l) => {
          distances[l]!.push(distance);
        });
    });
    return {
      internal,
      supervised,
      total: internal.map((value, step) => value + supervised[step]!),
      distances,
      resting: measure.restingActivityChange(),
      activities,
      errors,
    };
  });
};

/** λ_max of the energy at the free phase; Euler's method is stable for steps below 2/λ_max. */
export const curvatureOf = (problems: Problems, state: LimitState): number =>
  problems(state, ({ linalg, energy }) => largestCurvature(linalg, energy, energy.start, state.lambda));

/** One point of Fig. 3A for the network of the sliders: the relative errors of both inferences. */
export const pointOf = (problems: Problems, templates: Templates, state: LimitState, lambda: number) =>
  problems(state, (problem) => {
    const inferences = inferencesOf(templates, state);
    const error = (inference: InferenceSettings) =>
      tried(() => readingOf(problem, lambda, inference)).found?.relativeError ?? null;
    return { lambda, euler: error(inferences.euler), equilibrium: error(inferences.equilibrium) };
  });
