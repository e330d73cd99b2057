// What is measured: one training batch of 64 MNIST images on one core. Of the paper's network (784-128-64-10, ReLU, cross-entropy),
// by the engine and by plain loops over arrays.
import { kernelBytes } from "../../src/bench/kernel-bytes.ts";
import { loadBatch } from "../../src/bench/load-batch.ts";
import { openDataset } from "../../src/data/dataset.ts";
import { unitPrecisions } from "../../src/energy/precisions.ts";
import { bindPredictiveCoding } from "../../src/energy/predictive-coding/record.ts";
import { oneSided, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import type { InferenceSettings } from "../../src/inference/relax.ts";
import { createLinalg, type LossKind, type Matrix, type Precision } from "../../src/linalg/linalg.ts";
import { backprop } from "../../src/network/backprop.ts";
import { feedForward } from "../../src/network/feed-forward.ts";
import { type Initialisation, initialise } from "../../src/network/initialise.ts";
import { chain, type Network } from "../../src/network/network.ts";
import type { Parameters } from "../../src/network/parameters.ts";
import { createStream } from "../../src/random/stream.ts";
import { momentumUpdate } from "../../src/training/momentum.ts";
import {
  type PlainProblem,
  plainBackpropBatch,
  plainEquilibriumBatch,
  plainEulerBatch,
} from "./plain-loops.ts";

const paperSizes = [784, 128, 64, 10];
const paper: Problem = {
  network: chain({ sizes: paperSizes, activation: "relu" }),
  initialisation: "pytorch-default",
  loss: "cross-entropy",
};
const batch = 64;
const lambda = 0.001;
/** The same work at every repetition: parameters that move, however little, bring a sample to a kink after some thousand batches. */
const learningRate = 0;

const euler = {
  solver: "euler",
  stepSize: 0.1,
  steps: 50,
  order: "simultaneous",
  tolerance: 1e-12,
} as const satisfies InferenceSettings;
const topDown: InferenceSettings = { ...euler, order: "top-down" };
export const equilibrium: InferenceSettings = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 200 };

/** What a batch is computed of. */
export interface Problem {
  readonly network: Network;
  readonly initialisation: Initialisation;
  readonly loss: LossKind;
}

/** The first 64 images of MNIST on a network, and what one batch of training is. */
export const setUp = ({ network, initialisation, loss }: Problem, precision: Precision) => {
  const { sizes } = network;
  const linalg = createLinalg(precision, kernelBytes(precision));
  const parameters = initialise(linalg, network, initialisation, createStream(0, "parameters"));
  const velocity = linalg.matrix(1, parameters.all.columns);
  const dataset = openDataset(null);
  const images = Array.from({ length: batch }, (_, i) => i);
  // Each batch finds the non-zeros of its images anew, as batches in training do.
  const { input, target } = loadBatch(linalg, dataset.train, images, "unit");
  dataset.close();
  const update = (gradient: Parameters): void =>
    momentumUpdate(linalg, parameters, velocity, gradient, batch, {
      learningRate,
      momentum: 0.9,
      reduction: "mean",
    });

  /** One batch of PC-Nudge; the steps or iterations that it took, of the sample that took most. */
  const nudge = (inference: InferenceSettings): number =>
    linalg.scope(() => {
      const pass = feedForward(linalg, network, parameters, linalg.lasting(input));
      const precisions = unitPrecisions(sizes);
      const energy = bindPredictiveCoding(linalg, { precisions, loss, pass, target });
      const { gradient, relaxations } = twoPhaseEstimate(linalg, energy, oneSided(lambda), inference);
      update(gradient);
      return Math.max(...relaxations.flatMap(({ relaxation }) => [...relaxation.steps]));
    });

  const backpropagate = (): void =>
    linalg.scope(() => {
      const pass = feedForward(linalg, network, parameters, linalg.lasting(input));
      update(backprop(linalg, pass, loss, target).parameters);
    });
  return { linalg, parameters, input, target, nudge, backpropagate };
};

/** The same as plain arrays. */
const plainOf = ({ linalg, parameters, input, target }: ReturnType<typeof setUp>): PlainProblem => {
  const numbers = (matrix: Matrix): Float64Array => Float64Array.from(linalg.values(matrix));
  return {
    sizes: paperSizes,
    weights: parameters.weights.map(numbers),
    biases: parameters.biases.map(numbers),
    batch,
    input: numbers(input),
    target: numbers(target),
  };
};

/** A batch whose time is taken. */
export interface BatchRow {
  readonly name: string;
  readonly run: () => unknown;
  /** Passes through the network (every connection once, forwards, backwards or for its gradient); null where it isn't fixed. */
  readonly passes: number | null;
  /** The row that its time is counted in: backprop of the same network. */
  readonly unit: string;
}

export const batchRows = (): readonly BatchRow[] => {
  const [double, single] = [setUp(paper, "float64"), setUp(paper, "float32")];
  const plain = plainOf(double);
  // Feed-forward, two passes a step, the gradient of the parameters.
  const [eulerPasses, backpropPasses] = [1 + 2 * euler.steps + 1, 3];
  const row = (name: string, run: () => unknown, passes: number | null = null): BatchRow => ({
    name,
    run,
    passes,
    unit: "backprop, float64",
  });
  return [
    row("Euler × 50, float64", () => double.nudge(euler), eulerPasses),
    row("Euler × 50, float32", () => single.nudge(euler), eulerPasses),
    row(
      "Euler × 50, plain loops",
      () => plainEulerBatch(plain, lambda, 0.1, euler.steps, learningRate),
      eulerPasses,
    ),
    row("Euler × 50 top-down, float64", () => double.nudge(topDown), eulerPasses),
    row("equilibrium, float64", () => double.nudge(equilibrium)),
    row("equilibrium, float32", () => single.nudge(equilibrium)),
    row(
      "equilibrium, plain loops (5 sweeps)",
      () => plainEquilibriumBatch(plain, lambda, 5, learningRate),
      12,
    ),
    row("backprop, float64", double.backpropagate, backpropPasses),
    row("backprop, float32", single.backpropagate, backpropPasses),
    row("backprop, plain loops", () => plainBackpropBatch(plain, learningRate), backpropPasses),
  ];
};
