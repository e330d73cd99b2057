import { chain } from "../src/network/network.ts";
// npm run bench: the time of one training batch of the paper's network (64 MNIST images, 784-128-64-10, ReLU, cross-entropy) on
// one core, by the engine and by plain loops over arrays, and how that compares with the aims.

import { Bench } from "tinybench";
import { kernelBytes } from "../src/bench/kernel-bytes.ts";
import { openDataset } from "../src/data/dataset.ts";
import { fillBatch } from "../src/data/pixels.ts";
import { unitPrecisions } from "../src/energy/precisions.ts";
import { bindPredictiveCoding } from "../src/energy/predictive-coding/record.ts";
import { oneSided, twoPhaseEstimate } from "../src/gradient/two-phase.ts";
import type { InferenceSettings } from "../src/inference/relax.ts";
import { createLinalg, type Matrix, type Precision } from "../src/linalg/linalg.ts";
import { backprop } from "../src/network/backprop.ts";
import { feedForward } from "../src/network/feed-forward.ts";
import { initialise } from "../src/network/initialise.ts";
import { createStream } from "../src/random/stream.ts";
import { momentumUpdate } from "../src/training/momentum.ts";
import { engineRows } from "./bench-engines.ts";
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

const euler: InferenceSettings = {
  solver: "euler",
  stepSize: 0.1,
  steps: 50,
  order: "simultaneous",
  tolerance: 1e-12,
};
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

const double = setUp("float64");
const single = setUp("float32");
const plain = double.plain();

const rows = [
  ["Euler × 50, float64", () => double.nudge(euler)],
  ["Euler × 50, float32", () => single.nudge(euler)],
  ["Euler × 50, plain loops", () => plainEulerBatch(plain, lambda, 0.1, 50, learningRate)],
  ["Euler × 50 top-down, float64", () => double.nudge(topDown)],
  ["equilibrium, float64", () => double.nudge(equilibrium)],
  ["equilibrium, float32", () => single.nudge(equilibrium)],
  ["equilibrium, plain loops (5 sweeps)", () => plainEquilibriumBatch(plain, lambda, 5, learningRate)],
  ["backprop, float64", double.backpropagate],
  ["backprop, float32", single.backpropagate],
  ["backprop, plain loops", () => plainBackpropBatch(plain, learningRate)],
] as const;

const others = await engineRows();

const bench = new Bench({ time: 1000, warmupTime: 300 });
for (const [name, body] of [...rows, ...others]) bench.add(name, body);
await bench.run();

type Name = (typeof rows)[number][0];

/** Fastest and median run in ms. */
const latency = (name: string): { fastest: number; median: number } => {
  const result = bench.getTask(name)?.result;
  if (result?.state !== "completed") throw new Error(`${name} did not run: ${JSON.stringify(result)}`);
  return { fastest: result.latency.min, median: result.latency.p50 };
};

/** What is compared: other processes of the machine only ever make a run slower. */
const fastest = (name: Name): number => latency(name).fastest;

const width = Math.max(...[...rows, ...others].map(([name]) => name.length));
const line = (name: string, ...cells: readonly string[]): void =>
  console.log([name.padEnd(width), ...cells.map((cell) => cell.padStart(12))].join(""));
const reference = fastest("backprop, float64");
line("one batch of 64", "fastest ms", "median ms", "× backprop");
for (const [name] of [...rows, ...others]) {
  const { fastest: least, median } = latency(name);
  line(name, least.toFixed(2), median.toFixed(2), (least / reference).toFixed(1));
}

const doubleEuler = fastest("Euler × 50, float64");
const aims = [
  ["float64 Euler batch", doubleEuler, "≤", 6, "ms"],
  ["plain loops / float64 Euler", fastest("Euler × 50, plain loops") / doubleEuler, "≥", 12, "×"],
  ["float64 equilibrium / backprop", fastest("equilibrium, float64") / reference, "≤", 4, "×"],
] as const;
console.log("\naims, by the fastest runs");
for (const [name, found, relation, limit, unit] of aims) {
  const met = relation === "≤" ? found <= limit : found >= limit;
  console.log(
    `${met ? "met   " : "MISSED"}  ${name}: ${found.toFixed(2)} ${unit} (${relation} ${limit} ${unit})`,
  );
}
