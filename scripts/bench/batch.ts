// What is measured: one training batch of the paper's network (64 MNIST images, 784-128-64-10, ReLU, cross-entropy) on one
// core, by the engine and by plain loops over arrays.
import { kernelBytes } from "../../src/bench/kernel-bytes.ts";
import { openDataset } from "../../src/data/dataset.ts";
import { fillBatch } from "../../src/data/pixels.ts";
import { unitPrecisions } from "../../src/energy/precisions.ts";
import { bindPredictiveCoding } from "../../src/energy/predictive-coding/record.ts";
import { oneSided, twoPhaseEstimate } from "../../src/gradient/two-phase.ts";
import type { InferenceSettings } from "../../src/inference/relax.ts";
import { createLinalg, type Matrix, type Precision } from "../../src/linalg/linalg.ts";
import { backprop } from "../../src/network/backprop.ts";
import { feedForward } from "../../src/network/feed-forward.ts";
import { initialise } from "../../src/network/initialise.ts";
import { chain } from "../../src/network/network.ts";
import { createStream } from "../../src/random/stream.ts";
import { momentumUpdate } from "../../src/training/momentum.ts";
import {
  type PlainProblem,
  plainBackpropBatch,
  plainEquilibriumBatch,
  plainEulerBatch,
} from "./plain-loops.ts";

const sizes = [784, 128, 64, 10];
const network = chain({ sizes, activation: "relu" });
const loss = "cross-entropy";
const batch = 64;
const lambda = 0.001;
/** The same work at every repetition: the parameters hardly move. */
const learningRate = 1e-9;

const euler = {
  solver: "euler",
  stepSize: 0.1,
  steps: 50,
  order: "simultaneous",
  tolerance: 1e-12,
} as const satisfies InferenceSettings;
const topDown: InferenceSettings = { ...euler, order: "top-down" };
const equilibrium: InferenceSettings = { solver: "equilibrium", tolerance: 1e-12, maxIterations: 200 };

const setUp = (precision: Precision) => {
  const linalg = createLinalg(precision, kernelBytes(precision));
  const parameters = initialise(linalg, network, "pytorch-default", createStream(0, "parameters"));
  const velocity = linalg.matrix(1, parameters.all.columns);
  const [input, target] = [linalg.matrix(batch, sizes[0]!), linalg.matrix(batch, sizes.at(-1)!)];
  const dataset = openDataset(null);
  const images = Array.from({ length: batch }, (_, i) => i);
  fillBatch(dataset.train, images, "unit", linalg.values(input), linalg.values(target));
  dataset.close();
  const update = (gradient: ReturnType<typeof initialise>): void =>
    momentumUpdate(linalg, parameters, velocity, gradient, batch, {
      learningRate,
      momentum: 0.9,
      reduction: "mean",
    });

  const nudge = (inference: InferenceSettings): void =>
    linalg.scope(() => {
      const pass = feedForward(linalg, network, parameters, input);
      const precisions = unitPrecisions(sizes);
      const energy = bindPredictiveCoding(linalg, { precisions, loss, pass, target });
      update(twoPhaseEstimate(linalg, energy, oneSided(lambda), inference).gradient);
    });

  const backpropagate = (): void =>
    linalg.scope(() => {
      const pass = feedForward(linalg, network, parameters, input);
      update(backprop(linalg, pass, loss, target).parameters);
    });

  const numbers = (matrix: Matrix): Float64Array => Float64Array.from(linalg.values(matrix));
  const plain = (): PlainProblem => ({
    sizes,
    weights: parameters.weights.map(numbers),
    biases: parameters.biases.map(numbers),
    batch,
    input: numbers(input),
    target: numbers(target),
  });
  return { nudge, backpropagate, plain };
};

/** A batch whose time is taken. */
export interface BatchRow {
  readonly name: string;
  readonly run: () => void;
  /** Passes through the network (every connection once, forwards, backwards or for its gradient); null where it isn't fixed. */
  readonly passes: number | null;
}

export const batchRows = (): readonly BatchRow[] => {
  const [double, single] = [setUp("float64"), setUp("float32")];
  const plain = double.plain();
  // Feed-forward, two passes a step, the gradient of the parameters.
  const [eulerPasses, backpropPasses] = [1 + 2 * euler.steps + 1, 3];
  const row = (name: string, run: () => void, passes: number | null = null): BatchRow => ({
    name,
    run,
    passes,
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
