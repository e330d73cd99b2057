import { outputOf } from "../energy/capabilities.ts";
import { exitCode, UserError } from "../errors.ts";
import { type Comparison, compareWholly } from "../gradient/compare.ts";
import type { Estimate } from "../gradient/estimator.ts";
import { freeOutput } from "../gradient/free-phase.ts";
import { trueGradient } from "../gradient/truth.ts";
import { requireBounded } from "../inference/diverged.ts";
import { type Ends, endsOf, samplesByEnd } from "../inference/ends.ts";
import { countOutcomes, type Outcome } from "../inference/outcome.ts";
import type { InferenceSettings } from "../inference/relax.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { benchOf, type Course, type Examples } from "./course.ts";
import { evaluate, type Performance } from "./evaluate.ts";
import { momentumUpdate } from "./momentum.ts";

/** What one batch showed, before its update. */
export interface Lesson {
  /** Of the network's free phase. */
  readonly before: Performance;
  /** The estimate beside the true gradient of the same network, over all parameters and for each layer; null if not asked for. */
  readonly comparison: { readonly whole: Comparison; readonly layers: readonly Comparison[] } | null;
  /** How inference ended, the worst of all phases and samples. */
  readonly ends: Ends;
  /** How many samples ended in which way. */
  readonly samples: Partial<Record<Outcome, number>>;
  /** How many relaxations ended in which way. */
  readonly outcomes: Partial<Record<Outcome, number>>;
}

/** The truth is read at the fixed point itself. */
const atRest: InferenceSettings = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 1000 };

/** One batch: the estimate, what it is worth, and the update of the parameters in place. Throws `UserError` (cells failed) when something diverges. */
export const learn = (course: Course, velocity: Matrix, examples: Examples, compares: boolean): Lesson => {
  const { linalg, loss, estimator, dial, parameters, schedule } = course;
  const bench = benchOf(course, examples);
  const evaluated = (output: Matrix): Performance => {
    const performance = evaluate(linalg, loss, output, examples.target);
    requireFinite(performance.loss, schedule.learningRate);
    return performance;
  };
  const known = bench.problem.pass && evaluated(bench.problem.pass.preactivations.at(-1)!);
  const estimate = estimator.estimate(bench, dial);
  requireAllBounded(linalg, course.inference, estimate, schedule.learningRate);
  const before = known ?? evaluated(freeState(estimate) ?? freeOutput(bench, estimator, dial));
  const comparison = compares
    ? linalg.scope(() =>
        compareWholly(linalg, estimate.gradient, trueGradient({ ...bench, inference: atRest }, estimator)),
      )
    : null;
  const relaxations = estimate.relaxations.map(({ relaxation }) => relaxation);
  momentumUpdate(linalg, parameters, velocity, estimate.gradient, examples.input.rows, schedule);
  return {
    before,
    comparison,
    ends: endsOf(relaxations),
    samples: samplesByEnd(relaxations),
    outcomes: countOutcomes(relaxations),
  };
};

/** The output of the free phase, if the estimate has relaxed it. */
const freeState = ({ energy, relaxations }: Estimate): Matrix | undefined => {
  const free = relaxations.find(({ nudge }) => nudge === 0);
  return free && energy ? outputOf(energy, free.relaxation.state) : undefined;
};

const requireAllBounded = (
  linalg: Linalg,
  inference: InferenceSettings,
  { energy, relaxations }: Estimate,
  learningRate: number,
): void => {
  if (energy === null) return;
  try {
    for (const { nudge, relaxation } of relaxations)
      requireBounded(linalg, energy, nudge, inference, relaxation);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Weights that grow too fast raise the curvature, so that a step that was safe at the start no longer is.
    throw new UserError(
      error.code,
      `${error.message} If it was stable at the first batches, training.learningRate ${learningRate} lets the weights grow too ` +
        `fast: use a smaller one, for example --set training.learningRate=${smaller(learningRate)}.`,
    );
  }
};

const smaller = (learningRate: number): number => Number((learningRate / 10).toPrecision(1));

const requireFinite = (loss: number, learningRate: number): void => {
  if (Number.isFinite(loss)) return;
  throw new UserError(
    exitCode.cellsFailed,
    `the loss left the finite range with training.learningRate ${learningRate}; use a smaller one, for ` +
      `example --set training.learningRate=${smaller(learningRate)}`,
  );
};
