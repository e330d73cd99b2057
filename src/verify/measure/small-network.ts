import type { Problem } from "../../energy/problem.ts";
import type { Bench } from "../../gradient/estimator.ts";
import type { LossKind, Precision } from "../../linalg/linalg.ts";
import type { ActivationKind } from "../../network/activation.ts";
import { type NetworkDescription, networkOf } from "../../network/description/description.ts";
import { type Initialisation, initialise } from "../../network/initialise.ts";
import { createStream } from "../../random/stream.ts";
import type { Engines } from "../claim.ts";

/** A small random network with a random batch: what the claims are measured on. */
export interface SmallNetwork {
  readonly sizes: readonly number[];
  readonly activation: ActivationKind;
  readonly loss: LossKind;
  readonly initialisation: Initialisation;
  readonly batch: number;
}

/** Three weight layers, smooth, with biases. */
export const tanhNetwork: SmallNetwork = {
  sizes: [6, 5, 4, 3],
  activation: "tanh",
  loss: "squared-error",
  initialisation: "pytorch-default",
  batch: 3,
};

/** Four weight layers of the same kind. */
export const deepNetwork: SmallNetwork = { ...tanhNetwork, sizes: [8, 7, 6, 5, 4] };

/** As in the paper: ReLU, softmax and cross-entropy. */
export const reluNetwork: SmallNetwork = { ...tanhNetwork, activation: "relu", loss: "cross-entropy" };

/** Linear, and without biases, which this initialisation starts at 0. */
export const linearNetwork: SmallNetwork = {
  ...tanhNetwork,
  activation: "linear",
  initialisation: "xavier-uniform",
};

/** The networks that every claim is measured on, five draws of each; the one that fits worst counts. */
export const seeds: readonly number[] = [0, 1, 2, 3, 4];

/** As far as rounding lets inference go. */
export const toRounding = { solver: "equilibrium", tolerance: 0, maxIterations: 1000 } as const;

/** The same, the estimate read from the activities, as a network that stores activities can read it. */
export const readFromStates = { ...toRounding, readout: "states" } as const;

/** A network of any wiring, drawn at random with a random batch. */
export interface RandomNetwork extends Omit<SmallNetwork, "sizes" | "activation"> {
  readonly description: NetworkDescription;
}

/** Two convolutions with padding, pooling between them, and two dense layers. */
export const convolutionNetwork: RandomNetwork = {
  description: {
    input: [1, 6, 6],
    layers: [
      { kind: "convolution", channels: 2, kernel: 3, padding: 1 },
      { kind: "average-pooling", size: 2 },
      { kind: "convolution", channels: 3, kernel: 2 },
      { kind: "dense", units: 4 },
      { kind: "dense", units: 3 },
    ],
    activation: "tanh",
  },
  loss: "squared-error",
  initialisation: "pytorch-default",
  batch: 1,
};

/** Four residual blocks with the scales of the μ-parameterisation. */
export const residualNetwork: RandomNetwork = {
  description: {
    residual: { inputs: 6, blocks: 4, units: 5, outputs: 3 },
    parameterisation: "mup",
    activation: "tanh",
  },
  loss: "squared-error",
  initialisation: "normal",
  batch: 1,
};

/**
 * Runs `measure` on the network of a seed. One stream draws the parameters, then the inputs, uniform in [−1, 1), then the
 * targets: uniform in [−1, 1) for the squared error, one-hot for the cross-entropy.
 */
export const withRandomNetwork = <T>(
  engines: Engines,
  { description, initialisation, loss, batch }: RandomNetwork,
  seed: number,
  measure: (bench: Bench) => T,
  precision: Precision = "float64",
): T => {
  const linalg = engines.linalg(precision);
  return linalg.scope(() => {
    const network = networkOf(description);
    const stream = createStream(seed, "parameters");
    const parameters = initialise(linalg, network, initialisation, stream);
    const input = linalg.matrix(batch, network.sizes[0]!);
    const target = linalg.matrix(batch, network.sizes.at(-1)!);
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
};

/** The same, also for a chain in short. */
export const withSmallNetwork = <T>(
  engines: Engines,
  small: SmallNetwork | RandomNetwork,
  seed: number,
  measure: (bench: Bench) => T,
  precision: Precision = "float64",
): T => {
  if ("description" in small) return withRandomNetwork(engines, small, seed, measure, precision);
  const { sizes, activation, ...rest } = small;
  return withRandomNetwork(
    engines,
    { ...rest, description: { sizes, activation } },
    seed,
    measure,
    precision,
  );
};
