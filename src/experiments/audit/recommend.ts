import { type Comparison, compareGradients, compareLayers, compareWholly } from "../../gradient/compare.ts";
import type { Relaxation } from "../../inference/outcome.ts";
import { relax } from "../../inference/relax.ts";
import { type EulerSettings, relaxByEuler } from "../../inference/solver/euler.ts";
import type { Precision } from "../../linalg/linalg.ts";
import { roundoff } from "../../linalg/roundoff.ts";
import { type Comparing, compareImages, type Images, meanOf } from "../images/images.ts";

/** What an estimate is wanted to be: the mean over images of its cosine with backprop, of all parameters or of every layer. */
export interface Target {
  readonly cosine: number;
  readonly of: "all" | "layers";
}

/** How well a setting does. */
export interface Score {
  /** The mean cosine over images: of all parameters, or of the layer where it is lowest. Null where there is none. */
  readonly cosine: number | null;
  readonly reaches: boolean;
}

/** The states that the theory speaks of, read without rounding. */
export const atRest = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 1000 } as const;

export const compareAll: Comparing = (linalg, estimate, truth) => [compareGradients(linalg, estimate, truth)];

/** All, and then each layer. */
export const compareParts: Comparing = (linalg, estimate, truth) => {
  const { whole, layers } = compareWholly(linalg, estimate, truth);
  return [whole, ...layers];
};

/** What of an estimate is held against the target. */
const comparing = ({ of }: Target): Comparing => (of === "all" ? compareAll : compareLayers);

/** Of each image what is held against the target. */
const scoreOf = (
  found: readonly (readonly Comparison[])[],
  outcomes: Relaxation["outcomes"],
  { cosine: wanted }: Target,
): Score => {
  // An estimate of nothing, as before a layer's signal has arrived, points nowhere.
  const cosineOf = ({ cosine, normRatio }: Comparison): number => (normRatio === 0 ? 0 : cosine);
  const means = (found[0] ?? []).map((_, part) => meanOf(found.map((own) => cosineOf(own[part]!))));
  const known = means.filter((mean) => mean !== null);
  if (known.length === 0 || outcomes.includes("diverged")) return { cosine: null, reaches: false };
  const cosine = Math.min(...known);
  return { cosine, reaches: cosine >= wanted };
};

/** A nudging strength, and what the equilibrium has there. */
export interface Strength {
  readonly lambda: number;
  readonly score: Score;
  /** Of each image, all parameters. */
  readonly found: readonly Comparison[];
  readonly relaxation: Relaxation;
}

/**
 * From the smallest on, the λ of a grid whose equilibria reach the target, and the first that do not. Larger ones are not looked at.
 * `visit` sees each.
 */
export const reachingStrengths = (
  exact: Images,
  strengths: readonly number[],
  target: Target,
  visit: (strength: Strength) => void,
): { readonly reaching: readonly number[]; readonly next: number | null } => {
  const reaching: number[] = [];
  for (const lambda of [...strengths].sort((a, b) => a - b)) {
    const reaches = exact.linalg.scope(() => {
      const relaxation = relax(exact.linalg, exact.energy, "start", lambda, atRest);
      const compared = compareImages(exact, exact, relaxation, lambda, compareParts);
      const held = compared.map(([all, ...layers]) => (target.of === "all" ? [all!] : layers));
      const score = scoreOf(held, relaxation.outcomes, target);
      visit({ lambda, score, found: compared.map(([all]) => all!), relaxation });
      return score.reaches;
    });
    if (!reaches) return { reaching, next: lambda };
    reaching.push(lambda);
  }
  return { reaching, next: null };
};

/** Mantissas of the numbers that are recommended. */
const mantissas = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/** The numbers of steps that are tried, up to a largest one: about ten a decade. */
export const stepCounts = (longest: number): number[] => {
  const counts = new Set<number>();
  for (let decade = 1; decade <= longest; decade *= 10) {
    for (const mantissa of mantissas) {
      const count = mantissa * decade;
      if (Number.isInteger(count) && count <= longest) counts.add(count);
    }
  }
  return [...counts.add(longest)].sort((a, b) => a - b);
};

/**
 * A step of Euler's method for a largest curvature: 1/λ_max, half of the largest stable one, so that the stiffest direction rests
 * after one step; rounded down to one of ten numbers a decade.
 */
export const safeStep = (largestCurvature: number): number => {
  const wanted = 1 / largestCurvature;
  let decade = 1;
  while (decade > wanted) decade /= 10;
  while (decade * 10 <= wanted) decade *= 10;
  const mantissa = mantissas.findLast((each) => each * decade <= wanted) ?? 1;
  return Number((mantissa * decade).toPrecision(2));
};

/** What Euler's method does at a λ. */
export interface Steps {
  /**
   * The fewest that reach the target, as all larger numbers that were tried do, up to twice as many at least, and with which the next
   * larger λ does not: on its way there it may come near for a moment. Null where there are none.
   */
  readonly steps: number | null;
  readonly tried: readonly { readonly steps: number; readonly score: Score }[];
}

/** How many of Euler's steps the target takes, up to `longest`; where these do not reach it, fewer are not looked at. */
export const fewestSteps = (
  exact: Images,
  {
    lambda,
    next,
    stepSize,
  }: { readonly lambda: number; readonly next: number | null; readonly stepSize: number },
  target: Target,
  longest: number,
): Steps =>
  exact.linalg.scope(() => {
    const { linalg, energy } = exact;
    const counts = stepCounts(longest);
    const states = new Map(
      counts.map((count) => [count, energy.start.map((x) => linalg.matrix(x.rows, x.columns))]),
    );
    const { outcomes } = relaxByEuler(
      linalg,
      energy,
      "start",
      lambda,
      eulerOf(stepSize, counts.at(-1)!),
      (step, state) => {
        states.get(step)?.forEach((copy, l) => {
          linalg.copy(state[l]!, copy);
        });
      },
    );
    const scoreAfter = (steps: number) => {
      const found = { state: states.get(steps)!, known: null, onKinks: [] };
      const compared = compareImages(exact, exact, found, lambda, comparing(target));
      return { steps, score: scoreOf(compared, outcomes, target) };
    };
    const last = scoreAfter(counts.at(-1)!);
    if (!last.score.reaches) return { steps: null, tried: [last] };
    const tried = [...counts.slice(0, -1).map(scoreAfter), last];
    const failing = tried.findLastIndex(({ score }) => !score.reaches);
    const misses = (steps: number): boolean =>
      next === null || !scoreOfEuler(exact, exact, next, eulerOf(stepSize, steps), target).reaches;
    const found = tried.slice(failing + 1).find(({ steps }) => 2 * steps <= longest && misses(steps));
    return { steps: found?.steps ?? null, tried };
  });

export const eulerOf = (stepSize: number, steps: number): EulerSettings => ({
  solver: "euler",
  stepSize,
  steps,
  order: "simultaneous",
  tolerance: 1e-12,
});

/** The estimate after Euler's steps, in the precision of the images. */
export const scoreOfEuler = (
  images: Images,
  exact: Images,
  lambda: number,
  settings: EulerSettings,
  target: Target,
): Score =>
  images.linalg.scope(() => {
    const relaxation = relax(images.linalg, images.energy, "start", lambda, settings);
    const found = compareImages(images, exact, relaxation, lambda, comparing(target));
    return scoreOf(found, relaxation.outcomes, target);
  });

/** The relative error r with which a cosine c is reached, where it is at right angles to the gradient: c = 1/√(1 + r²). */
export const errorAllowed = (cosine: number): number => Math.sqrt(1 / (cosine * cosine) - 1);

/**
 * Per image the rounding of an estimate that is read from the activities, at λ = 1, in units of the roundoff: the largest `‖x_l‖ / ‖∂L/∂x_l‖` of any
 * layer at the free phase. It grows as 1/λ.
 */
export const roundingAtOne = ({ linalg, energy }: Images): number[] =>
  linalg.scope(() => {
    const { rounding } = relax(linalg, energy, "start", 1, eulerOf(1, 0));
    return Array.from(rounding, (each) => each / roundoff[linalg.precision]);
  });

/** The λ below which rounding takes more than the allowed error, as a mean over images. */
export const lowestStrength = (
  rounding: readonly number[],
  precision: Precision,
  allowed: number,
): number | null => {
  const mean = meanOf(rounding);
  return mean === null ? null : (mean * roundoff[precision]) / allowed;
};
