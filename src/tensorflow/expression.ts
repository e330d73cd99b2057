import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Tf } from "./backend.ts";

/** The parameters θ as tensors; each is made when it is asked for. */
export interface ParameterTensors {
  /** `W_l` [n_l, n_{l+1}]. */
  readonly weight: (l: number) => Tensor2D;
  /** `b_l` [n_{l+1}]. */
  readonly bias: (l: number) => Tensor1D;
  /** The i-th further parameter of a custom energy, as the matrix that holds it. */
  readonly other: (i: number) => Tensor2D;
}

/** Where an energy is evaluated. */
export interface Point {
  /** `x_0` [batch, n_0]. */
  readonly input: () => Tensor2D;
  readonly states: readonly Tensor2D[];
  readonly parameters: ParameterTensors;
  /** What `Expression.constants` made of input and parameters. */
  readonly constants: readonly Tensor2D[];
}

/** An internal energy I(x, θ) and the output o of its network, in terms that TensorFlow.js can differentiate. */
export interface Expression {
  /** What does not depend on the states; computed once for all evaluations with the same parameters. */
  readonly constants: (tf: Tf, point: Omit<Point, "states" | "constants">) => readonly Tensor2D[];
  /** I of each sample [batch]. */
  readonly perSample: (tf: Tf, point: Point) => Tensor1D;
  /** I, summed over the batch. */
  readonly total: (tf: Tf, point: Point) => Scalar;
  /** o [batch, n_L], which the loss looks at. */
  readonly output: (tf: Tf, point: Point) => Tensor2D;
}
