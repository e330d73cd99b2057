import { expect } from "vitest";
import { compareGradients } from "../../src/gradient/compare.ts";
import type { Bench, Estimator } from "../../src/gradient/estimator.ts";
import { estimators } from "../../src/gradient/registry.ts";
import { layoutOf, type Parameters, zeroParameters } from "../../src/network/parameters.ts";
import { plainBackprop, plainVector } from "../network/plain.ts";
import {
  numbers,
  type Problem,
  randomProblem,
  type Setup,
  toPlain,
  toPlainSample,
} from "../network/problem.ts";
import { plainImplicitGradient } from "./plain-implicit.ts";

export const estimatorNamed = (name: string): Estimator => {
  const found = estimators.find((estimator) => estimator.name === name);
  if (found === undefined) throw new Error(`no estimator ${name}`);
  return found;
};

/** A problem from `test/network` as estimators take it; relaxations go as far as rounding lets them. */
export const benchOf = ({ linalg, network, parameters, input, target, loss }: Problem): Bench => ({
  linalg,
  problem: { network, parameters, input, target, loss },
  inference: { solver: "equilibrium", tolerance: 1e-15, maxIterations: 300 },
});

/** A small sigmoid network: smooth, holomorphic, and with a single free fixed point of Hopfield's energy. */
export const smallProblem = (setup: Partial<Setup> = {}): Problem =>
  randomProblem({ sizes: [6, 5, 4, 3], activation: "sigmoid", batch: 2, seed: 2, ...setup });

/** The gradient of the mean loss by backprop, on arrays of numbers. */
export const plainTruth = (problem: Problem): number[] => {
  const plain = toPlain(problem);
  const batch = problem.input.rows;
  const each = Array.from({ length: batch }, (_, s) =>
    plainVector(plainBackprop(plain, toPlainSample(problem, s)).parameters),
  );
  return each[0]!.map((_, k) => each.reduce((sum, one) => sum + one[k]! / batch, 0));
};

export interface Observation {
  readonly dial: number;
  readonly error: number;
  /** Largest force that is left, relative to the dial as the estimate is. */
  readonly unfinished: number;
}

/** The relative error of an estimator along its dial. */
export const observe = (
  estimator: Estimator,
  bench: Bench,
  truth: Parameters,
  dials: readonly number[],
): Observation[] =>
  dials.map((dial) =>
    bench.linalg.scope(() => {
      const { gradient, relaxations } = estimator.estimate(bench, dial);
      const residuals = relaxations.flatMap(({ relaxation }) => [...relaxation.residuals]);
      return {
        dial,
        error: compareGradients(bench.linalg, gradient, truth).relativeDistance,
        unfinished: Math.max(0, ...residuals) / dial,
      };
    }),
  );

/** Least-squares slope of log error against log dial, where all is as the order demands. */
export const orderOf = (observations: readonly Observation[], decades: number): number => {
  const dials = observations.map(({ dial }) => dial);
  expect(Math.log10(Math.max(...dials) / Math.min(...dials))).toBeGreaterThanOrEqual(decades - 1e-9);
  for (const { error, unfinished } of observations) expect(error).toBeGreaterThan(100 * unfinished);
  const [u, v] = [dials.map(Math.log), observations.map(({ error }) => Math.log(error))];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mu, mv] = [mean(u), mean(v)];
  const covariance = u.reduce((sum, value, i) => sum + (value - mu) * (v[i]! - mv), 0);
  return covariance / u.reduce((sum, value) => sum + (value - mu) ** 2, 0);
};

/** `count` points from `from` to `to` in equal ratios. */
export const between = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => from * (to / from) ** (i / (count - 1)));

export const vector = ({ linalg }: Bench, gradient: Parameters): number[] => numbers(linalg, gradient.all);

/** The implicit gradient of the mean loss at Hopfield's free fixed point, on arrays of numbers. */
export const plainImplicitTruth = (problem: Problem): number[] => {
  const plain = toPlain(problem);
  const batch = problem.input.rows;
  const each = Array.from({ length: batch }, (_, s) =>
    plainImplicitGradient(plain, toPlainSample(problem, s)),
  );
  return each[0]!.map((_, k) => each.reduce((sum, one) => sum + one[k]! / batch, 0));
};

/** The truth of an estimator on arrays of numbers, as parameters of the problem's engine. */
export const plainTruthOf = ({ truth }: Pick<Estimator, "truth">, problem: Problem): Parameters => {
  const parameters = zeroParameters(problem.linalg, layoutOf(problem.network));
  const numbers = truth === "backprop" ? plainTruth(problem) : plainImplicitTruth(problem);
  problem.linalg.values(parameters.all).set(numbers);
  return parameters;
};
