import type { Problem } from "../energy/problem.ts";
import { type Comparison, compareGradients, compareLayers } from "../gradient/compare.ts";
import type { Bench } from "../gradient/estimator.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { feedForward } from "../network/feed-forward.ts";
import { layoutLike, type Parameters, zeroParameters } from "../network/parameters.ts";

/**
 * The same problem in float64, number by number: parameters, input and target were rounded once, when the problem was
 * made, and are then exact in float64. A gradient computed there is the truth of *this* network, so that what an
 * estimate in float32 is off by is the estimator's own bias and rounding, not that of its reference.
 */
export interface ExactTwin {
  readonly bench: Bench;
  /** How far a gradient of the original problem is from one of the twin. */
  readonly compare: (estimate: Parameters, truth: Parameters) => Comparison;
  /** The same for each layer. */
  readonly compareLayers: (estimate: Parameters, truth: Parameters) => Comparison[];
}

/** The twin of a bench in the memory of `exact`, a float64 engine; it relaxes as far as rounding lets it. */
export const exactTwin = (exact: Linalg, { linalg, problem, inference, energy }: Bench): ExactTwin => {
  const widen = (matrix: Matrix): Matrix => {
    const wide = exact.matrix(matrix.rows, matrix.columns);
    exact.values(wide).set(linalg.values(matrix));
    return wide;
  };
  const widenAll = (parameters: Parameters): Parameters => {
    const wide = zeroParameters(exact, layoutLike(parameters));
    exact.values(wide.all).set(linalg.values(parameters.all));
    return wide;
  };
  const [parameters, input] = [widenAll(problem.parameters), widen(problem.input)];
  const twin: Problem = {
    ...problem,
    parameters,
    input,
    target: widen(problem.target),
    // In float64 already, what the original answers is what its twin does.
    free: linalg === exact ? problem.free : undefined,
    pass: (linalg === exact ? problem.pass : null) ?? feedForward(exact, problem.network, parameters, input),
  };
  return {
    bench: { linalg: exact, problem: twin, inference: { ...inference, tolerance: 0 }, energy },
    compare: (estimate, truth) => exact.scope(() => compareGradients(exact, widenAll(estimate), truth)),
    compareLayers: (estimate, truth) => exact.scope(() => compareLayers(exact, widenAll(estimate), truth)),
  };
};

/** Where there is no float64, as for an energy of TensorFlow.js, a problem is its own twin. */
export const sameTwin = (bench: Bench): ExactTwin => ({
  bench: { ...bench, inference: { ...bench.inference, tolerance: 0 } },
  compare: (estimate, truth) => compareGradients(bench.linalg, estimate, truth),
  compareLayers: (estimate, truth) => compareLayers(bench.linalg, estimate, truth),
});
