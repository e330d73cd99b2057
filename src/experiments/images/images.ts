import type { Energy } from "../../energy/energy.ts";
import { predictiveCoding } from "../../energy/predictive-coding/record.ts";
import { type Problem, passOf } from "../../energy/problem.ts";
import { bindEnergy } from "../../energy/registry.ts";
import { selectProblem } from "../../energy/select-problem.ts";
import { selectRows } from "../../energy/select-rows.ts";
import type { Comparison } from "../../gradient/compare.ts";
import type { Relaxation } from "../../inference/outcome.ts";
import type { Linalg } from "../../linalg/linalg.ts";
import { backprop } from "../../network/backprop.ts";
import { feedForward } from "../../network/feed-forward.ts";
import { layoutLike, type Parameters, zeroParameters } from "../../network/parameters.ts";

/** A network with some images clamped to its input: relaxed all together, and read one by one. */
export interface Images {
  readonly linalg: Linalg;
  readonly problem: Problem;
  readonly energy: Energy;
  /** Of each image alone; its maps are those of all. */
  readonly each: readonly { readonly problem: Problem; readonly energy: Energy }[];
}

/** The predictive-coding energy of a batch, and of each of its images. */
export const imagesOf = (linalg: Linalg, given: Problem): Images => {
  const problem = {
    ...given,
    pass: given.pass ?? feedForward(linalg, given.network, given.parameters, given.input),
  };
  const energyOf = (one: Problem): Energy => bindEnergy(linalg, predictiveCoding, one);
  return {
    linalg,
    problem,
    energy: energyOf(problem),
    each: Array.from({ length: problem.input.rows }, (_, row) => {
      const own = selectProblem(linalg, problem, [row]);
      return { problem: own, energy: energyOf(own) };
    }),
  };
};

/** The same numbers in another precision, rounded once where that is the lower one. */
export const inPrecision = (linalg: Linalg, { linalg: own, problem }: Images): Images => {
  const copy = (from: Problem["input"]) => {
    const to = linalg.matrix(from.rows, from.columns);
    linalg.values(to).set(own.values(from));
    return to;
  };
  const { pass: _, free: __, ...rest } = problem;
  return imagesOf(linalg, {
    ...rest,
    parameters: copyOf(linalg, own, problem.parameters),
    input: copy(problem.input),
    target: copy(problem.target),
  });
};

const copyOf = (linalg: Linalg, own: Linalg, parameters: Parameters): Parameters => {
  const copy = zeroParameters(linalg, layoutLike(parameters));
  linalg.values(copy.all).set(own.values(parameters.all));
  return copy;
};

/** How an estimate is held against its truth: all parameters, and each layer. */
export type Comparing = (linalg: Linalg, estimate: Parameters, truth: Parameters) => readonly Comparison[];

/**
 * The PC-Nudge estimate `(1/λ) ∂F/∂θ` of each image at a relaxed batch (Eq. 18), against the gradient of backprop that `exact`, the same
 * numbers in float64, has for it.
 */
export const compareImages = (
  { linalg, each }: Images,
  exact: Images,
  { state, known, onKinks }: Pick<Relaxation, "state" | "known" | "onKinks">,
  lambda: number,
  compare: Comparing,
): (readonly Comparison[])[] =>
  each.map(({ energy }, row) =>
    exact.linalg.scope(() =>
      linalg.scope(() => {
        const estimate = zeroParameters(linalg, energy.layout);
        energy.parameterGradient(
          state.map((x) => selectRows(linalg, x, [row])),
          lambda,
          estimate,
          onKinks.flatMap((kink) => (kink.sample === row ? [{ ...kink, sample: 0 }] : [])),
          known && { errors: known.errors.map((e) => selectRows(linalg, e, [row])), sweep: null },
        );
        linalg.scale(1 / lambda, estimate.all, estimate.all);
        const wide = linalg === exact.linalg ? estimate : copyOf(exact.linalg, linalg, estimate);
        const { problem } = exact.each[row]!;
        const pass = passOf(exact.linalg, problem);
        const { parameters: truth } = backprop(exact.linalg, pass, problem.loss, problem.target);
        return compare(exact.linalg, wide, truth);
      }),
    ),
  );

/** The mean over images of what can be measured in them; null where it can be in none. */
export const meanOf = (values: readonly number[]): number | null => {
  const known = values.filter(Number.isFinite);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
};
