import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Energy } from "../energy/energy.ts";
import type { Problem } from "../energy/problem.ts";
import type { Nudge, State } from "../energy/state.ts";
import type { Linalg, Matrix } from "../linalg/linalg.ts";
import type { Parameters } from "../network/parameters.ts";
import type { TensorFlow, Tf } from "./backend.ts";
import type { Expression, ParameterTensors, Point } from "./expression.ts";
import { lossOf } from "./functions.ts";
import { readInto, tensorOf, vectorOf } from "./tensors.ts";

/** The part of an energy that follows from its expression alone; how it moves is for the capabilities. */
export type BoundExpression = Pick<Energy, "values" | "force"> & {
  /** out = ∂F/∂θ, summed over the batch; of another expression where one is given. */
  readonly parameterGradient: (state: State, nudge: Nudge, out: Parameters, of?: Expression) => void;
  /** o [batch, n_L] at a state. */
  readonly output: (state: State) => Matrix;
  /** Reads tensors of the expression's making at a state, all within one call. */
  readonly inspect: (state: State, read: (point: Point) => void) => void;
};

/** What an expression is bound to. */
export interface Binding {
  readonly engine: TensorFlow;
  readonly linalg: Linalg;
  readonly problem: Problem;
  /** λ of a nudge; throws where the energy can't be clamped. */
  readonly strength: (nudge: Nudge) => number;
}

/** `∂y/∂x` for each x; null where y does not depend on it by differentiable operations. */
export const gradientsOf = (
  { tf }: TensorFlow,
  y: () => Scalar,
  xs: readonly Tensor[],
): readonly (Tensor | null)[] =>
  tf.engine().gradients(y, [...xs], undefined, true).grads as readonly (
    | Tensor
    | undefined
  )[] as (Tensor | null)[];

/**
 * Binds an expression to parameters, input and target: `F = I + λL` and its derivatives with respect to activities and
 * parameters, all by TensorFlow.js. Matrices are copied into tensors and back at each evaluation; no tensor survives it.
 */
export const bindExpression = (binding: Binding, expression: Expression): BoundExpression => {
  const { engine, linalg, problem, strength } = binding;
  const { tf } = engine;
  const { parameters, input, target, loss } = problem;

  const read = readParameters(tf, linalg, parameters);
  const inputTensor = () => tensorOf(tf, linalg, input);
  const constants = keepConstants(binding, expression, read, inputTensor);
  const pointAt = (states: readonly Tensor2D[]): Point => ({
    input: inputTensor,
    states,
    parameters: read,
    constants: constants.map((matrix) => tensorOf(tf, linalg, matrix)),
  });
  const tensorsOf = (state: State) => state.map((x) => tensorOf(tf, linalg, x));
  const losses = (point: Point) =>
    lossOf[loss](tf, expression.output(tf, point), tensorOf(tf, linalg, target));
  const nudged = (point: Point, lambda: number, of: Expression = expression): Scalar => {
    const internal = of.total(tf, point);
    return lambda === 0 ? internal : tf.add(internal, tf.mul(lambda, tf.sum(losses(point))));
  };

  return {
    inspect: (state, look) => engine.within(() => look(pointAt(tensorsOf(state)))),

    output: (state) => {
      const output = linalg.matrix(target.rows, target.columns);
      engine.within(() => readInto(linalg, expression.output(tf, pointAt(tensorsOf(state))), 1, output));
      return output;
    },

    values: (state) =>
      engine.within(() => {
        const point = pointAt(tensorsOf(state));
        return {
          internal: Float64Array.from(expression.perSample(tf, point).dataSync()),
          supervised: Float64Array.from(losses(point).dataSync()),
        };
      }),

    force: (state, nudge, out) => {
      const lambda = strength(nudge);
      engine.within(() => {
        const states = tensorsOf(state);
        const gradients = gradientsOf(engine, () => nudged(pointAt(states), lambda), states);
        store(linalg, gradients, -1, out);
      });
    },

    parameterGradient: (state, nudge, out, of = expression) => {
      const lambda = strength(nudge);
      engine.within(() => {
        const leaves = parameterLeaves(parameters, read);
        const point = { input: inputTensor, states: tensorsOf(state), parameters: leaves.parameters };
        const total = () => nudged({ ...point, constants: of.constants(tf, point) }, lambda, of);
        store(linalg, gradientsOf(engine, total, leaves.tensors), 1, leaves.matrices(out));
      });
    },
  };
};

/** Parameters as tensors, each made anew when it is asked for. */
export const readParameters = (tf: Tf, linalg: Linalg, parameters: Parameters): ParameterTensors => ({
  weight: (l) => tensorOf(tf, linalg, parameters.weights[l]!),
  bias: (l) => vectorOf(tf, linalg, parameters.biases[l]!),
  other: (i) => tensorOf(tf, linalg, parameters.others[i]!),
});

const store = (
  linalg: Linalg,
  gradients: readonly (Tensor | null)[],
  scale: 1 | -1,
  out: readonly Matrix[],
): void => {
  gradients.forEach((gradient, i) => {
    if (gradient === null || gradient === undefined) linalg.values(out[i]!).fill(0);
    else readInto(linalg, gradient, scale, out[i]!);
  });
};

/** The expression's constants as matrices, which live as long as the energy. */
const keepConstants = (
  { engine, linalg }: Binding,
  expression: Expression,
  parameters: ParameterTensors,
  input: () => Tensor2D,
): readonly Matrix[] =>
  engine.within(() =>
    expression.constants(engine.tf, { input, parameters }).map((tensor) => {
      const matrix = linalg.matrix(tensor.shape[0], tensor.shape[1]);
      readInto(linalg, tensor, 1, matrix);
      return matrix;
    }),
  );

/** Every parameter as a tensor to differentiate by, and the matrices of a gradient in the same order. */
const parameterLeaves = ({ weights, biases, others }: Parameters, read: ParameterTensors) => {
  const weight = weights.map((_, l) => read.weight(l));
  const bias = biases.map((_, l) => read.bias(l));
  const other = others.map((_, i) => read.other(i));
  return {
    tensors: [...weight, ...bias, ...other],
    parameters: {
      weight: (l: number) => weight[l]!,
      bias: (l: number) => bias[l]!,
      other: (i: number) => other[i]!,
    },
    matrices: (gradient: Parameters): Matrix[] => [
      ...gradient.weights,
      ...gradient.biases,
      ...gradient.others,
    ],
  };
};
