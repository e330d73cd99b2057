import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import type { Iteration } from "../energy/iteration.ts";
import { predictiveCodingBasin } from "../energy/predictive-coding/basin.ts";
import { createPins, kinksAt } from "../energy/predictive-coding/pins.ts";
import { type Reaches, reachesOf } from "../energy/predictive-coding/reach.ts";
import { kinkSensitivity } from "../energy/predictive-coding/sensitivity.ts";
import { type CodingSite, codingSites } from "../energy/predictive-coding/sites.ts";
import type { Problem } from "../energy/problem.ts";
import { rowNorms } from "../energy/row-distances.ts";
import { selectRows } from "../energy/select-rows.ts";
import type { State } from "../energy/state.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import { ratesAt } from "../network/rates.ts";
import type { Wiring } from "../network/wiring.ts";
import type { TensorFlow } from "./backend.ts";
import { gradientsOf, readParameters } from "./bind.ts";
import { lossOf } from "./functions.ts";
import {
  type PredictiveCodingExpression,
  predictiveCodingExpression,
} from "./predictive-coding-expression.ts";
import { responseWith } from "./slopes.ts";
import { readInto, tensorOf } from "./tensors.ts";

/** What the map is made of, whatever the samples. */
interface Setting {
  readonly engine: TensorFlow;
  readonly linalg: Linalg;
  readonly problem: Problem;
  /** Of the built-in engine, for the sensitivities of kinks alone. */
  readonly wiring: Wiring;
  readonly precisions: readonly number[];
  readonly lambda: number;
}

/** What the map reads of the problem, for some of its samples. */
interface Samples {
  /** What the clamped input gives to the layers that it reaches. */
  readonly constants: readonly Matrix[];
  /** `T` [batch, n_L]. */
  readonly target: Matrix;
  /** `e_1 … e_{L−1}`, the position. */
  readonly errors: readonly Matrix[];
  /** How far errors reach in the network. */
  readonly reaches: Reaches;
}

/**
 * The map of `energy/predictive-coding/iteration.ts`, `e_l ← −(λ/π_l) dL/de_l` with `x_l = f(a_l) + e_l`: the derivative of the loss of
 * the shifted network by its shifts, which TensorFlow.js takes. In error coordinates no difference of nearly equal
 * numbers occurs, so that float32 is enough for any λ. `from`: the errors to begin with; null for the free phase.
 */
export const tensorFlowCodingIteration = (setting: Setting, from: readonly Matrix[] | null): Iteration => {
  const { engine, linalg, problem, precisions } = setting;
  const { network, parameters, input, target } = problem;
  const { tf } = engine;
  const expression = predictiveCodingExpression(network, precisions);
  const constants: Matrix[] = [];
  engine.within(() => {
    const point = {
      input: () => tensorOf(tf, linalg, input),
      parameters: readParameters(tf, linalg, parameters),
    };
    for (const tensor of expression.constants(tf, point)) {
      const matrix = linalg.matrix(tensor.shape[0], tensor.shape[1]);
      readInto(linalg, tensor, 1, matrix);
      constants.push(matrix);
    }
  });
  const errors = from ?? network.sizes.slice(1, -1).map((units) => linalg.matrix(input.rows, units));
  const reaches = reachesOf(linalg, setting.wiring);
  return iterate(setting, { constants, target, errors, reaches });
};

const iterate = (setting: Setting, samples: Samples): Iteration => {
  const { engine, linalg, problem, wiring, precisions, lambda } = setting;
  const { tf } = engine;
  const { network, parameters, loss } = problem;
  const { constants, target, errors, reaches } = samples;
  const layers = network.layers.length;
  let applications = 0;
  const like = (): Matrix[] => errors.map((e) => linalg.matrix(e.rows, e.columns));
  const preactivations = like();
  const states = like();
  const output = linalg.matrix(target.rows, target.columns);
  const sites = codingSites(wiring);
  const pins = createPins(sites);
  const expression = predictiveCodingExpression(network, precisions, responseWith(sites, pins));
  const read = readParameters(tf, linalg, parameters);

  const pointAt = (at: readonly Tensor2D[]): Parameters<PredictiveCodingExpression["predict"]>[1] => ({
    input: () => tensorOf(tf, linalg, problem.input),
    states: at,
    parameters: read,
    constants: constants.map((matrix) => tensorOf(tf, linalg, matrix)),
  });

  /** L of the network whose layers are shifted by e, over the batch; keeps its pre-activations and states. */
  const shiftedLoss = (shifts: readonly Tensor2D[]): Scalar => {
    const shifted: Tensor2D[] = [];
    shifts.forEach((e, i) => {
      const { a, x } = expression.predict(tf, pointAt(shifted), i + 1);
      readInto(linalg, a, 1, preactivations[i]!);
      shifted.push(tf.add(x, e));
      readInto(linalg, shifted[i]!, 1, states[i]!);
    });
    const { x: o } = expression.predict(tf, pointAt(shifted), layers);
    readInto(linalg, o, 1, output);
    return tf.sum(lossOf[loss](tf, o, tensorOf(tf, linalg, target)));
  };

  /** `−∂F/∂x_l = −π_l e_l + ∂/∂x_l (Σ_k π_k e_k·f(a_k) − λL)` at the states mapped last, e held fixed. */
  const residuals = (): Float64Array =>
    linalg.scope(() => {
      const force = like();
      engine.within(() => {
        const held = errors.map((e, i) => tf.mul(precisions[i]!, tensorOf(tf, linalg, e)));
        const xs = states.map((x) => tensorOf(tf, linalg, x));
        const pull = (): Scalar => {
          const point = pointAt(xs);
          const fromLoss: Scalar = tf.mul(
            -lambda,
            tf.sum(lossOf[loss](tf, expression.output(tf, point), tensorOf(tf, linalg, target))),
          );
          const fromErrors = held.map(
            (e, i): Scalar => tf.sum(tf.mul(e, expression.predict(tf, point, i + 1).x)),
          );
          return tf.addN([fromLoss, ...fromErrors]);
        };
        gradientsOf(engine, pull, xs).forEach((gradient, i) => {
          readInto(linalg, tf.sub(gradient!, held[i]!), 1, force[i]!);
        });
      });
      return rowNorms(linalg, force);
    });

  /** e_l = x_l − f(a_l). */
  const place = (state: State): void =>
    engine.within(() => {
      pins.clear();
      const xs = state.map((x) => tensorOf(tf, linalg, x));
      xs.forEach((x, i) => {
        readInto(linalg, tf.sub(x, expression.predict(tf, pointAt(xs), i + 1).x), 1, errors[i]!);
      });
    });

  /** `−∂F/∂a_l`: `π_l e_l ∘ f′(a_l)`, and `−λ ∂L/∂o` at the output. */
  const signals = (): Matrix[] => {
    const top = linalg.matrix(target.rows, target.columns);
    linalg.outputError(loss, output, target, top);
    linalg.combine(-lambda, top, 0, top, top);
    const hidden = errors.map((e, i) => {
      const [value, signal] = [linalg.matrix(e.rows, e.columns), linalg.matrix(e.rows, e.columns)];
      linalg.activate(network.layers[i]!.activation, preactivations[i]!, value, signal);
      linalg.scaledHadamard(precisions[i]!, e, signal, signal);
      return signal;
    });
    return [...hidden, top];
  };

  const sensitivity = (site: CodingSite, sample: number, unit: number): number =>
    linalg.scope(() => {
      const rates = ratesAt(linalg, wiring, [], states);
      const position = { wiring, precisions, errors, signals: signals(), rates, columns: new Map() };
      return kinkSensitivity(linalg, position, site, sample, unit);
    });

  return {
    coordinates: errors,
    apply: (out) => {
      applications++;
      engine.within(() => {
        const shifts = errors.map((e) => tensorOf(tf, linalg, e));
        gradientsOf(engine, () => shiftedLoss(shifts), shifts).forEach((gradient, i) => {
          readInto(linalg, tf.mul(-lambda / precisions[i]!, gradient!), 1, out[i]!);
        });
      });
    },
    residuals,
    state: () => states,
    restrict: (rows) => {
      const select = (matrix: Matrix): Matrix => selectRows(linalg, matrix, rows);
      return iterate(setting, {
        constants: constants.map(select),
        target: select(target),
        errors: errors.map(select),
        reaches,
      });
    },
    place,
    known: () => null,
    basin: predictiveCodingBasin(linalg, { wiring, reaches, precisions, loss }, lambda, {
      preactivations: [...preactivations, output],
      states,
      errors,
      target,
      signals,
      applications: () => applications,
    }),
    kinks: kinksAt(sites, { preactivations, states }, pins, sensitivity),
  };
};
