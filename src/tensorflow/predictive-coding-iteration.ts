import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { Iteration } from "../energy/iteration.ts";
import type { Kinks } from "../energy/kinks.ts";
import { kinkSensitivity } from "../energy/predictive-coding/sensitivity.ts";
import type { Problem } from "../energy/problem.ts";
import { rowNorms } from "../energy/row-distances.ts";
import { selectRows } from "../energy/select-rows.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { activations } from "../network/activation.ts";
import { depth } from "../network/network.ts";
import type { TensorFlow } from "./backend.ts";
import { gradientsOf, readParameters } from "./bind.ts";
import { activation, affine, lossOf } from "./functions.ts";
import { pinnedSlopes } from "./slopes.ts";
import { readInto, tensorOf } from "./tensors.ts";

/** What the map reads of the problem, for some of its samples. */
interface Samples {
  /** `a_1` [batch, n_1]: fixed, because the input is clamped. */
  readonly first: Matrix;
  /** `T` [batch, n_L]. */
  readonly target: Matrix;
  /** `e_1 … e_{L−1}`, the position. */
  readonly errors: readonly Matrix[];
}

/**
 * The map of `energy/predictive-coding/iteration.ts`, `e_l ← −(λ/π_l) dL/de_l` with `x_l = f(a_l) + e_l`: the derivative of the loss of
 * the shifted network by its shifts, which TensorFlow.js takes. In error coordinates no difference of nearly equal
 * numbers occurs, so that float32 is enough for any λ. `from`: the errors to begin with; null for the free phase.
 */
export const tensorFlowCodingIteration = (
  engine: TensorFlow,
  linalg: Linalg,
  problem: Problem,
  precisions: readonly number[],
  lambda: number,
  from: readonly Matrix[] | null,
): Iteration => {
  const { network, parameters, input, target } = problem;
  const { tf } = engine;
  const first = linalg.matrix(input.rows, network.sizes[1]!);
  engine.within(() => {
    const read = readParameters(tf, linalg, parameters);
    readInto(linalg, affine(tf, tensorOf(tf, linalg, input), read, 0), 1, first);
  });
  const errors =
    from ?? parameters.weights.slice(1).map((weights) => linalg.matrix(input.rows, weights.rows));
  return iterate(engine, linalg, problem, precisions, lambda, { first, target, errors });
};

const iterate = (
  engine: TensorFlow,
  linalg: Linalg,
  problem: Problem,
  precisions: readonly number[],
  lambda: number,
  samples: Samples,
): Iteration => {
  const { tf } = engine;
  const { network, parameters, loss } = problem;
  const { first, target, errors } = samples;
  const layers = depth(network);
  const like = (): Matrix[] => errors.map((e) => linalg.matrix(e.rows, e.columns));
  const preactivations = like();
  const states = like();
  const slopes = pinnedSlopes(errors.length, network.activation);
  const read = readParameters(tf, linalg, parameters);
  linalg.copy(first, preactivations[0]!);

  const respond = (a: Tensor2D, i: number): Tensor2D =>
    slopes.any() ? slopes.respond(tf, a, i) : activation[network.activation](tf, a);

  /** L of the network whose layers are shifted by e, over the batch; keeps its pre-activations and states. */
  const shiftedLoss = (shifts: readonly Tensor2D[]): Scalar => {
    let x = tensorOf(tf, linalg, first);
    shifts.forEach((e, i) => {
      if (i > 0) {
        x = affine(tf, x, read, i);
        readInto(linalg, x, 1, preactivations[i]!);
      }
      x = tf.add(respond(x, i), e);
      readInto(linalg, x, 1, states[i]!);
    });
    return tf.sum(lossOf[loss](tf, affine(tf, x, read, layers - 1), tensorOf(tf, linalg, target)));
  };

  /** `−∂F/∂x_l = −π_l e_l + ∂/∂x_l (Σ_k π_k e_k·f(a_k) − λL)` at the states mapped last, e held fixed. */
  const residuals = (): Float64Array =>
    linalg.scope(() => {
      const force = like();
      engine.within(() => {
        const held = errors.map((e, i) => tf.mul(precisions[i]!, tensorOf(tf, linalg, e)));
        const xs = states.map((x) => tensorOf(tf, linalg, x));
        const pull = (): Scalar => {
          const output = affine(tf, xs.at(-1)!, read, layers - 1);
          const fromLoss: Scalar = tf.mul(
            -lambda,
            tf.sum(lossOf[loss](tf, output, tensorOf(tf, linalg, target))),
          );
          const fromErrors = held
            .slice(1)
            .map((e, i): Scalar => tf.sum(tf.mul(e, respond(affine(tf, xs[i]!, read, i + 1), i + 1))));
          return tf.addN([fromLoss, ...fromErrors]);
        };
        gradientsOf(engine, pull, xs).forEach((gradient, i) => {
          readInto(linalg, tf.sub(gradient!, held[i]!), 1, force[i]!);
        });
      });
      return rowNorms(linalg, force);
    });

  const oneSided = activations[network.activation].kink;
  const kinks: Kinks | null = oneSided && {
    sites: preactivations.slice(1).map((argument) => ({ argument, oneSided })),
    pin: (site, sample, unit, slope) => {
      slopes.pin(site + 1, sample * network.sizes[site + 2]! + unit, slope);
    },
    sensitivity: (site, sample, unit) =>
      kinkSensitivity(linalg, {
        weights: parameters.weights[site + 1]!,
        errors: errors[site + 1]!,
        precisions: [precisions[site]!, precisions[site + 1]!],
        sample,
        unit,
      }),
  };

  return {
    coordinates: errors,
    apply: (out) =>
      engine.within(() => {
        const shifts = errors.map((e) => tensorOf(tf, linalg, e));
        gradientsOf(engine, () => shiftedLoss(shifts), shifts).forEach((gradient, i) => {
          readInto(linalg, tf.mul(-lambda / precisions[i]!, gradient!), 1, out[i]!);
        });
      }),
    residuals,
    state: () => states,
    restrict: (rows) =>
      iterate(engine, linalg, problem, precisions, lambda, {
        first: selectRows(linalg, first, rows),
        target: selectRows(linalg, target, rows),
        errors: errors.map((e) => selectRows(linalg, e, rows)),
      }),
    kinks,
  };
};
