import type { Comparison } from "../../gradient/compare.ts";
import { largestCurvatures } from "../../inference/curvature/curvature.ts";
import { countOutcomes, type Relaxation } from "../../inference/outcome.ts";
import { type InferenceSettings, relax } from "../../inference/relax.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { roundoff } from "../../linalg/roundoff.ts";
import { depth } from "../../network/network.ts";
import type { CellResult } from "../../rows/cell.ts";
import { finiteOrMissing, type Row } from "../../rows/row.ts";
import { compareImages, type Images, inPrecision, meanOf } from "../images/images.ts";
import { estimateMeasures } from "./estimate-measures.ts";
import {
  atRest,
  compareAll,
  compareParts,
  errorAllowed,
  eulerOf,
  fewestSteps,
  lowestStrength,
  reachingStrengths,
  roundingAtOne,
  safeStep,
  scoreOfEuler,
  type Target,
} from "./recommend.ts";
import { regimeOf } from "./regime.ts";
import { fractionsRelaxed, walk } from "./way.ts";

/** What is asked of a network. */
export interface Question {
  readonly lambda: number;
  readonly inference: InferenceSettings;
  readonly target: Target;
  /** Nudging strengths among which the largest is looked for. */
  readonly strengths: readonly number[];
  /** Most steps of Euler's method that are tried. */
  readonly longest: number;
  /** Random states from which further minima are looked for. */
  readonly starts: number;
}

/** The estimate as it is asked for, and what its equilibrium is like: a row for each image, and one for each of its layers. */
const asAsked = (asked: Images, exact: Images, question: Question) => {
  const { lambda, inference } = question;
  const { linalg, energy } = exact;
  const layers = depth(exact.problem.network);
  const rest = relax(linalg, energy, "start", lambda, atRest);
  const ofRest = compareImages(exact, exact, rest, lambda, compareAll);
  const relaxation =
    inference.solver === "equilibrium" && asked === exact
      ? rest
      : relax(asked.linalg, asked.energy, "start", lambda, inference);
  const compared = compareImages(asked, exact, relaxation, lambda, compareParts);
  const wide = widened(linalg, asked, relaxation);
  const relaxed = fractionsRelaxed(linalg, wide, energy.start, rest.state);
  const curvatures = largestCurvatures(linalg, energy, energy.start, lambda);
  const stepSize = inference.solver === "euler" ? inference.stepSize : safeStep(Math.max(...curvatures));
  const order = inference.solver === "euler" ? inference.order : "simultaneous";
  const watched = { ...eulerOf(stepSize, Math.max(question.longest, layers)), order };
  const { relaxation: walked, ways } = walk(exact, lambda, watched, rest.state);
  const search = { ...atRest, solver: "minimum", starts: question.starts } as const;
  const { minima } = relax(linalg, energy, "start", lambda, search);
  const rounding = roundingAtOne(exact);
  /** Nothing of an image on which inference diverged; no fraction of the output, which does not relax. */
  const measuredOf = (
    image: number,
    comparison: Comparison,
    fractions: ArrayLike<number> | undefined,
  ): Row => {
    const fraction = fractions === undefined ? null : finiteOrMissing(fractions[image]!);
    const estimate = estimateMeasures(comparison);
    const measured = {
      ...estimate,
      relaxed: fraction,
      regime: regimeOf(fraction, estimate.relative_error),
    };
    return relaxation.outcomes[image] === "diverged" ? emptied(measured) : measured;
  };
  const images = compared.map(([all], image): Row => {
    const stable = walked.outcomes[image] !== "diverged";
    const [resting] = ofRest[image]!;
    return {
      image,
      ...measuredOf(image, all!, relaxed.all),
      equilibrium_cosine: finiteOrMissing(resting!.cosine),
      equilibrium_relative_error: finiteOrMissing(resting!.relativeDistance),
      equilibrium: rest.outcomes[image]!,
      minima: minima?.[image] ?? null,
      steps_to_1_percent: stable ? ways[image]!.reached[0]! : null,
      steps_to_001_percent: stable ? ways[image]!.reached[1]! : null,
      largest_curvature: finiteOrMissing(curvatures[image]!),
      largest_step: curvatures[image]! > 0 ? 2 / curvatures[image]! : null,
      rounding_float64: (rounding[image]! * roundoff.float64) / Math.abs(lambda),
      rounding_float32: (rounding[image]! * roundoff.float32) / Math.abs(lambda),
      outcome: relaxation.outcomes[image]!,
      residual: finiteOrMissing(relaxation.residuals[image]!),
      iterations: relaxation.steps[image]!,
    };
  });
  const rows = compared.flatMap(([, ...ofLayers], image) =>
    ofLayers.map((comparison, l): Row => {
      return {
        image,
        layer: l + 1,
        ...measuredOf(image, comparison, relaxed.layers[l]),
        // The output's error is there before anything has moved.
        arrival: l < relaxed.layers.length ? ways[image]!.arrival[l]! : 0,
      };
    }),
  );
  return { images, rows, stepSize, relaxation, rounding };
};

const emptied = (row: Row): Row => Object.fromEntries(Object.keys(row).map((name) => [name, null]));

/** The relaxed activities in float64. */
const widened = (linalg: Linalg, { linalg: own }: Images, { state }: Relaxation) =>
  linalg === own
    ? state
    : state.map((x) => {
        const wide = linalg.matrix(x.rows, x.columns);
        linalg.values(wide).set(own.values(x));
        return wide;
      });

/** What is recommended, how well it does when it is run, and the nudging strengths that were looked at on the way. */
const recommendation = (exact: Images, float32: Images, rounding: readonly number[], question: Question) => {
  const { target, strengths, longest } = question;
  const looked: Row[] = [];
  const mean = meanOf(rounding);
  const { reaching, next } = reachingStrengths(
    exact,
    strengths,
    target,
    ({ lambda, score, found, relaxation }) => {
      const cosines = found.map(({ cosine }) => cosine).filter(Number.isFinite);
      const ends = countOutcomes([relaxation]);
      looked.push({
        lambda,
        cosine: meanOf(cosines),
        lowest_cosine: cosines.length === 0 ? null : Math.min(...cosines),
        target_cosine: score.cosine,
        relative_error: meanOf(found.map(({ relativeDistance }) => relativeDistance)),
        rounding_float64: timesOver(mean, roundoff.float64, lambda),
        rounding_float32: timesOver(mean, roundoff.float32, lambda),
        kinks: ends.kink ?? 0,
        unsettled: relaxation.outcomes.length - (ends.converged ?? 0) - (ends.kink ?? 0),
      });
    },
  );
  const allowed = errorAllowed(target.cosine);
  const window = {
    lowest_float64: lowestStrength(rounding, "float64", allowed),
    lowest_float32: lowestStrength(rounding, "float32", allowed),
    highest: reaching.at(-1) ?? null,
    next_higher: next,
  };
  const found = bySteps(exact, reaching, next, target, longest);
  if (found === null) {
    const none = { lambda: null, largest_curvature: null, step_size: null, steps: null, reached: null };
    return { looked, tried: [], row: { ...window, ...none, float32: null } };
  }
  const { lambda, curvature, stepSize, steps, tried } = found;
  // The network of float32 is another one: its own backprop, in float64, is its truth.
  const twin = inPrecision(exact.linalg, float32);
  const single = scoreOfEuler(float32, twin, lambda, eulerOf(stepSize, steps), target);
  return {
    looked,
    tried: tried.map(
      ({ steps: count, score }): Row => ({
        lambda,
        step_size: stepSize,
        steps: count,
        target_cosine: score.cosine,
      }),
    ),
    row: {
      ...window,
      lambda,
      largest_curvature: curvature,
      step_size: stepSize,
      steps,
      reached: tried.find((each) => each.steps === steps)!.score.cosine,
      float32: single.cosine,
    },
  };
};

/**
 * The largest λ at which Euler's steps reach the target. They read the activities on one side of a kink or the other, so that where
 * the equilibria reach it, they need not.
 */
const bySteps = (
  exact: Images,
  reaching: readonly number[],
  larger: number | null,
  target: Target,
  longest: number,
) => {
  const { linalg, energy } = exact;
  for (const [i, lambda] of [...reaching.entries()].reverse()) {
    const next = reaching[i + 1] ?? larger;
    const curvature = Math.max(...largestCurvatures(linalg, energy, energy.start, lambda));
    const stepSize = safeStep(curvature);
    const { steps, tried } = fewestSteps(exact, { lambda, next, stepSize }, target, longest);
    if (steps !== null) return { lambda, curvature, stepSize, steps, tried };
  }
  return null;
};

const timesOver = (mean: number | null, unit: number, lambda: number): number | null =>
  mean === null ? null : (mean * unit) / Math.abs(lambda);

/**
 * How far a network's estimate is from backprop, why, and what would do better. `exact` has in float64 the very numbers of `asked`;
 * `single` makes a float32 engine's memory.
 */
export const audit = (asked: Images, exact: Images, single: Linalg, question: Question): CellResult => {
  const { images, rows, stepSize, relaxation, rounding } = asAsked(asked, exact, question);
  const float32 = asked.linalg.precision === "float32" ? asked : inPrecision(single, exact);
  const { looked, tried, row } = recommendation(exact, float32, rounding, question);
  return {
    tables: {
      layers: rows,
      images: images.map((each) => ({ ...each, watched_step_size: stepSize })),
      strengths: looked,
      steps: tried,
      recommendations: [{ target: question.target.cosine, of: question.target.of, ...row }],
    },
    outcomes: countOutcomes([relaxation]),
  };
};
