import type { Problem } from "../../energy/problem.ts";
import type { Bench } from "../../gradient/estimator.ts";
import type { LossKind, Precision } from "../../linalg/linalg.ts";
import { type NetworkDescription, networkOf } from "../../network/description/description.ts";
import { type Initialisation, initialise } from "../../network/initialise.ts";
import type { ChainDescription } from "../../network/network.ts";
import { createStream } from "../../random/stream.ts";
import { laboratory } from "./laboratory.ts";

/** How a small network is drawn, and its batch. */
interface Drawn {
  readonly loss: LossKind;
  readonly initialisation: Initialisation;
  readonly batch: number;
}

/** A small random network with a random batch: what the claims are measured on. */
export type SmallNetwork = NetworkDescription & Drawn;

/** The same, a chain. */
export type SmallChain = ChainDescription & Drawn;

/** Three weight layers, smooth, with biases. */
export const tanhNetwork: SmallChain = {
  sizes: [6, 5, 4, 3],
  activation: "tanh",
  loss: "squared-error",
  initialisation: "pytorch-default",
  batch: 3,
};

/** Four weight layers of the same kind. */
export const deepNetwork: SmallChain = { ...tanhNetwork, sizes: [8, 7, 6, 5, 4] };

/** As in the paper: ReLU, softmax and cross-entropy. */
export const reluNetwork: SmallChain = { ...tanhNetwork, activation: "relu", loss: "cross-entropy" };

/** Linear, and without biases, which this initialisation starts at 0. */
export const linearNetwork: SmallChain = {
  ...tanhNetwork,
  activation: "linear",
  initialisation: "xavier-uniform",
};

/** Two convolutions, with stride, padding and pooling between them, and two dense layers. */
export const convolutionNetwork: SmallNetwork = {
  input: [1, 6, 6],
  layers: [
    { kind: "convolution", channels: 2, kernel: 3, padding: 1 },
    { kind: "average-pooling", size: 2 },
    { kind: "convolution", channels: 3, kernel: 2, stride: 1 },
    { kind: "dense", units: 4 },
    { kind: "dense", units: 3 },
  ],
  activation: "tanh",
  loss: "squared-error",
  initialisation: "pytorch-default",
  batch: 1,
};

/** Four residual blocks with the scales of the μ-parameterisation. */
export const residualNetwork: SmallNetwork = {
  residual: { inputs: 6, blocks: 4, units: 5, outputs: 3 },
  parameterisation: "mup",
  activation: "tanh",
  loss: "squared-error",
  initialisation: "normal",
  batch: 1,
};

/** The networks that every claim is measured on, five draws of each; the one that fits worst counts. */
export const seeds: readonly number[] = [0, 1, 2, 3, 4];

/** As far as rounding lets inference go. */
export const toRounding = { solver: "equilibrium", tolerance: 0, maxIterations: 1000 } as const;

/** The same, the estimate read from the activities, as a network that stores activities can read it. */
export const readFromStates = { ...toRounding, readout: "states" } as const;

/**
 * Runs `measure` on the network of a seed. One stream draws the parameters, then the inputs, uniform in [−1, 1), then the
 * targets: uniform in [−1, 1) for the squared error, one-hot for the cross-entropy.
 */
export function withSmallNetwork<T>(
  small: SmallNetwork,
  seed: number,
  measure: (bench: Bench) => T,
  precision: Precision = "float64",
): T {
  const linalg = laboratory.linalg(precision);
  return linalg.scope(() => {
    const { loss, batch } = small;
    const network = networkOf(small);
    const { sizes } = network;
    const stream = createStream(seed, "parameters");
    const parameters = initialise(linalg, network, small.initialisation, stream);
    const input = linalg.matrix(batch, sizes[0]!);
    const target = linalg.matrix(batch, sizes.at(-1)!);
    const draw = () => 2 * stream.uniform() - 1;
    linalg.values(input).set(Array.from({ length: batch * input.columns }, draw));
    const targets = linalg.values(target);
    if (loss === "squared-error") targets.set(Array.from({ length: targets.length }, draw));
    else
      for (let row = 0; row < batch; row++)
        targets[row * target.columns + stream.integer(target.columns)] = 1;
    const problem: Problem = { network, parameters, input, target, loss };
    return measure({ linalg, problem, inference: toRounding });
  });
}
