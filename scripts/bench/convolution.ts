// A convolutional network of LeNet's size: by the engine, and its backprop by TensorFlow.js on WebAssembly, in float32, where a
// convolution is im2col and a matrix product: the backend has no kernel for the gradient of a convolution's weights.
import type { Scalar, Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Matrix } from "../../src/linalg/linalg.ts";
import { networkOf } from "../../src/network/description/description.ts";
import { openBackend } from "../../src/tensorflow/backend.ts";
import type { ParameterTensors } from "../../src/tensorflow/expression.ts";
import { activationOf, lossOf } from "../../src/tensorflow/functions.ts";
import { tensorWiring } from "../../src/tensorflow/wiring.ts";
import { type BatchRow, equilibrium, type Problem, setUp } from "./batch.ts";

const convolution = { kind: "convolution", kernel: 3, stride: 2, padding: 1 };
const lenet: Problem = {
  network: networkOf({
    input: [1, 28, 28],
    layers: [
      { ...convolution, channels: 8 },
      { ...convolution, channels: 16 },
      { kind: "dense", units: 64 },
      { kind: "dense", units: 10 },
    ],
    activation: "tanh",
  }),
  initialisation: "pytorch-default",
  loss: "cross-entropy",
};

/** Names of the rows that are compared. */
export const names = {
  backprop: "convolutional, backprop, float64",
  single: "convolutional, backprop, float32",
  tensorFlow: "convolutional, backprop, im2col on tfjs wasm",
  equilibrium: "convolutional, equilibrium, float64",
} as const;

/** What one batch at the equilibrium may cost in backprops, with k iterations. */
export const allowance = (k: number): number => 0.45 + 0.65 * k;

/** The rows of the engine, and how many iterations the equilibrium takes. */
export const convolutionRows = (): { rows: readonly BatchRow[]; iterations: number } => {
  const [double, single] = [setUp(lenet, "float64"), setUp(lenet, "float32")];
  const row = (name: string, run: () => unknown, passes: number | null): BatchRow => ({
    name,
    run,
    passes,
    unit: names.backprop,
  });
  return {
    rows: [
      row(names.equilibrium, () => double.nudge(equilibrium), null),
      row(names.backprop, double.backpropagate, 3),
      row(names.single, single.backpropagate, 3),
    ],
    iterations: double.nudge(equilibrium),
  };
};

/** The same gradient by automatic differentiation of `feed-forward`, on one thread; the update is left out. */
export const tensorFlowBackprop = async (): Promise<() => void> => {
  const { linalg, parameters, input, target } = setUp(lenet, "float32");
  const { tf, within } = await openBackend("wasm");
  const { layers } = lenet.network;
  const wiring = tensorWiring(lenet.network);
  const tensorOf = (matrix: Matrix): Tensor2D =>
    tf.tensor2d(Float32Array.from(linalg.values(matrix)), [matrix.rows, matrix.columns]);
  const weights = parameters.weights.map(tensorOf);
  const biases = parameters.biases.map((matrix) => tf.reshape(tensorOf(matrix), [matrix.columns]));
  const [images, labels] = [tensorOf(input), tensorOf(target)];
  const loss = (...all: Tensor[]): Scalar => {
    const given: ParameterTensors = {
      weight: (k) => all[k] as Tensor2D,
      bias: (k) => all[weights.length + k] as Tensor1D,
      other: () => {
        throw new Error("there are weights and biases alone");
      },
    };
    const states: Tensor2D[] = [];
    for (let l = 1; l < layers.length; l++) {
      const a = wiring.drive(tf, l, wiring.fromInput(tf, l, images, given), states, given);
      states.push(activationOf(layers[l - 1]!.activation)(tf, a));
    }
    const output = wiring.drive(tf, layers.length, null, states, given);
    return tf.sum(lossOf[lenet.loss](tf, output, labels));
  };
  const gradient = tf.grads(loss);
  return () =>
    within(() => {
      for (const each of gradient([...weights, ...biases])) each.dataSync();
    });
};
